import { type ComputedRef, type ShallowRef, computed, effectScope } from 'vue'
import { z } from 'zod'
import { type JsonObject, type JsonValue, isJsonObject } from '../../shared/config/assign.ts'
import { sameJson } from '../../shared/same-json.ts'
import { isBlank } from '../../shared/white-space.ts'
import { draftParts } from './draft-parts.ts'
import { sourceName } from './plan.ts'
import { valueAt, withValue, withoutValue } from './paths.ts'
import { stored } from '../ui/stored.ts'

const jsonObject = z.record(z.string(), z.json()).transform((value): JsonObject => value)

const contentSchema = z.object({
  overrides: jsonObject,
  presets: z.array(z.string()),
  seeds: z.string(),
  name: z.string(),
})

const baseSchema = z.object({
  kind: z.enum(['run', 'file']),
  /** The run's id, or the name of the file. */
  of: z.string(),
  name: z.string(),
  /** Complete. */
  configuration: jsonObject,
})
/** What a draft was opened with, to be trained the same again with something changed. */
export type DraftBase = z.output<typeof baseSchema>

/** The experiment being put together, kept across reloads. */
export interface DraftState {
  readonly overrides: ShallowRef<JsonObject>
  readonly presets: ShallowRef<readonly string[]>
  readonly seeds: ShallowRef<string>
  readonly name: ShallowRef<string>
  /** `data.source` of the draft; undefined until data are chosen. */
  readonly source: ComputedRef<JsonObject | undefined>
  set(path: string, value: JsonValue): void
  reset(path: string): void
  /** The data that settings and name were made for, where other data were chosen since; else empty. */
  readonly carried: ShallowRef<string>
  /** Drops all settings but those of the data. */
  resetSettings(): void
  /** What it was opened with; null for a draft of one's own. */
  readonly base: Readonly<ShallowRef<DraftBase | null>>
  /** Becomes the same as a run or a file; what it was before can be had back. */
  open(base: DraftBase): void
  /** What it was opened with has been trained: what it was before is back, where that was something. */
  done(): void
  /** Stays as it is, now a draft of one's own. */
  keep(): void
  /** Becomes what it was before it was opened. */
  leave(): void
  /** Chooses other data and drops the data settings made for the former ones; the others stay, which is said. */
  chooseSource(source: JsonObject): void
}

let state: DraftState | undefined

export function useDraft(): DraftState {
  // As long as the window: what is changed after the page that asked first was left is kept as well.
  state ??= effectScope(true).run(createDraft) ?? createDraft()
  return state
}

function createDraft(): DraftState {
  const overrides = stored<JsonObject>('draft.overrides', jsonObject, {})
  const source = computed(() => {
    const value = valueAt(overrides.value, 'data.source')
    return isJsonObject(value) ? value : undefined
  })
  const name = stored('draft.name', z.string(), '')
  const carried = stored('draft.carried', z.string(), '')
  const presets = stored<readonly string[]>('draft.presets', z.array(z.string()), ['bigru-plain', 'bigru-bahdanau'])
  const seeds = stored('draft.seeds', z.string(), '1')
  const base = stored<DraftBase | null>('draft.base', baseSchema.nullable(), null)
  const before = stored<z.output<typeof contentSchema> | null>('draft.before', contentSchema.nullable(), null)
  const carries = () => !isBlank(name.value) || Object.keys(overrides.value).some((group) => group !== 'data')
  function keep(): void {
    base.value = null
    before.value = null
  }
  function leave(): void {
    if (before.value) {
      overrides.value = before.value.overrides
      presets.value = before.value.presets
      seeds.value = before.value.seeds
      name.value = before.value.name
    }
    keep()
  }
  return {
    overrides,
    presets,
    seeds,
    name,
    base,
    carried,
    source,
    set: (path, value) => (overrides.value = withValue(overrides.value, path, value)),
    reset: (path) => (overrides.value = withoutValue(overrides.value, path)),
    resetSettings() {
      const { data } = overrides.value
      overrides.value = data === undefined ? {} : { data }
    },
    open(next) {
      before.value ??= {
        overrides: overrides.value,
        presets: [...presets.value],
        seeds: seeds.value,
        name: name.value,
      }
      const parts = draftParts(next.configuration)
      overrides.value = parts.overrides
      presets.value = [parts.preset]
      seeds.value = String(parts.seed)
      name.value = next.kind === 'run' ? '' : parts.name
      carried.value = ''
      base.value = next
    },
    keep,
    leave,
    done() {
      if (before.value && valueAt(before.value.overrides, 'data.source') !== undefined) leave()
      else keep()
    },
    chooseSource(next) {
      const former = sourceName(source.value)
      if (former !== '' && !sameJson(source.value, next)) carried.value = carries() ? carried.value || former : ''
      overrides.value = { ...overrides.value, data: { source: next } }
    },
  }
}

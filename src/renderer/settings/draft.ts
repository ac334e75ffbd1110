import { type ComputedRef, type ShallowRef, computed } from 'vue'
import { z } from 'zod'
import { type JsonObject, type JsonValue, isJsonObject } from '../../shared/config/assign.ts'
import { isBlank } from '../../shared/white-space.ts'
import { sourceName } from './plan.ts'
import { valueAt, withValue, withoutValue } from './paths.ts'
import { stored } from '../ui/stored.ts'

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
  /** Chooses other data and drops the data settings made for the former ones; the others stay, which is said. */
  chooseSource(source: JsonObject): void
}

const jsonObject = z.record(z.string(), z.json()).transform((value): JsonObject => value)

let state: DraftState | undefined

export function useDraft(): DraftState {
  state ??= createDraft()
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
  const carries = () => !isBlank(name.value) || Object.keys(overrides.value).some((group) => group !== 'data')
  return {
    overrides,
    presets: stored<readonly string[]>('draft.presets', z.array(z.string()), ['bigru-plain', 'bigru-bahdanau']),
    seeds: stored('draft.seeds', z.string(), '1'),
    name,
    carried,
    source,
    set: (path, value) => (overrides.value = withValue(overrides.value, path, value)),
    reset: (path) => (overrides.value = withoutValue(overrides.value, path)),
    resetSettings() {
      const { data } = overrides.value
      overrides.value = data === undefined ? {} : { data }
    },
    chooseSource(next) {
      const former = sourceName(source.value)
      if (former !== '' && JSON.stringify(source.value) !== JSON.stringify(next))
        carried.value = carries() ? carried.value || former : ''
      overrides.value = { ...overrides.value, data: { source: next } }
    },
  }
}

import { type ComputedRef, type ShallowRef, computed } from 'vue'
import { z } from 'zod'
import { type JsonObject, type JsonValue, isJsonObject } from '../../shared/config/assign.ts'
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
  /** Chooses other data and drops the data settings made for the former ones. */
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
  return {
    overrides,
    presets: stored<readonly string[]>('draft.presets', z.array(z.string()), ['bigru-plain', 'bigru-bahdanau']),
    seeds: stored('draft.seeds', z.string(), '1'),
    name: stored('draft.name', z.string(), ''),
    source,
    set: (path, value) => (overrides.value = withValue(overrides.value, path, value)),
    reset: (path) => (overrides.value = withoutValue(overrides.value, path)),
    chooseSource: (next) => (overrides.value = { ...overrides.value, data: { source: next } }),
  }
}

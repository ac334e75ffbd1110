import type { JsonObject, JsonValue } from '../../shared/config/assign.ts'
import { valueAt } from '../../shared/config/assign.ts'
import { compareConfigurations, settingValueText } from '../../shared/config/difference.ts'
import { configurationSchema } from '../../shared/config/configuration.ts'
import { allSettings } from '../../shared/config/settings.ts'
import { sameJson } from '../../shared/same-json.ts'
import { draftParts, together } from '../settings/draft-parts.ts'
import type { DraftBase, DraftState } from '../settings/draft.ts'

/** A setting in which what is planned differs from what the draft was opened with. */
export interface Change {
  readonly path: string
  readonly title: string
  readonly before: JsonValue | undefined
  /** Each value that a planned run has, once. */
  readonly now: readonly (JsonValue | undefined)[]
}

/** What the planned runs have, in words. */
export function newValues({ now }: Change): string {
  return now.slice(0, 4).map(settingValueText).join(', ') + (now.length > 4 ? ', …' : '')
}

const SOURCE = 'data.source'

/** What the planned configurations have otherwise than the base. */
export function changesOf({ configuration }: DraftBase, planned: readonly JsonObject[]): Change[] {
  const compared = compareConfigurations([configuration, ...planned.map(completed)].map(allSettings))
  return compared.differing.map(({ path, title, values: [before, ...now] }) => {
    const seen = new Set<string>()
    const each = now.filter((value) => {
      const key = JSON.stringify(value ?? null)
      return seen.has(key) ? false : Boolean(seen.add(key))
    })
    return { path, title, before, now: each }
  })
}

/** Gives one setting of the draft the value again that it was opened with; of the data all, which belong together. */
export function goBack(draft: DraftState, { configuration }: DraftBase, path: string): void {
  const parts = draftParts(configuration)
  if (path === 'preset') draft.presets.value = [parts.preset]
  else if (path === 'seed') draft.seeds.value = String(parts.seed)
  else if (path.startsWith(`${SOURCE}.`)) draft.set(SOURCE, valueAt(configuration, SOURCE) ?? {})
  else {
    const value = valueAt(configuration, path)
    draft.reset(path)
    const made = draft.presets.value.map((preset) => valueAt(together(preset, draft.overrides.value), path))
    if (value !== undefined && made.some((one) => !sameJson(one, value))) draft.set(path, value)
  }
}

/** With every default filled in; a configuration that is wrong stays as it is, so that its problems do not hide it. */
function completed(configuration: JsonObject): JsonObject {
  const read = configurationSchema.safeParse(configuration)
  return read.success ? (JSON.parse(JSON.stringify(read.data)) as JsonObject) : configuration
}

import { type JsonObject, type JsonValue, isJsonObject, valueAt } from '../../shared/config/assign.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { configurationSchema } from '../../shared/config/configuration.ts'
import { findPreset } from '../../shared/config/presets.ts'
import { allSettings } from '../../shared/config/settings.ts'
import { sameJson } from '../../shared/same-json.ts'
import { withValue, withoutValue } from './paths.ts'

/** A configuration taken apart into what a draft is made of. */
export interface DraftParts {
  /** Empty for a model of one's own. */
  readonly preset: string
  readonly seed: number
  readonly name: string
  /** What lies over the preset and the recommended settings, `data.source` whole. */
  readonly overrides: JsonObject
}

/** Settings that decide what lies below the others, or that are no settings. */
const APART = ['$schema', 'name', 'preset', 'seed', 'data.source']
/** A `kind` that differs takes its group's other settings along: another look at what is still missing finds them. */
const ROUNDS = 4

/**
 * Takes a complete configuration apart, so that putting the parts together gives it again and a preset or setting that is
 * changed then has its full effect.
 */
export function draftParts(configuration: JsonObject): DraftParts {
  const named = typeof configuration.preset === 'string' ? configuration.preset : ''
  const preset = findPreset(named) ? named : ''
  const source = valueAt(configuration, 'data.source') ?? {}
  const optimizer = valueAt(configuration, 'training.optimizer.kind') ?? 'adam'
  let overrides: JsonObject = withValue({ data: { source } }, 'training.optimizer.kind', optimizer)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [path, value] of missing(configuration, preset, overrides)) overrides = withValue(overrides, path, value)
  }
  return {
    preset,
    seed: typeof configuration.seed === 'number' ? configuration.seed : 1,
    name: typeof configuration.name === 'string' ? configuration.name : '',
    overrides: withoutNeedless(configuration, preset, overrides, 'training.optimizer.kind'),
  }
}

/** What the parts so far give otherwise than the configuration has it. */
function missing(configuration: JsonObject, preset: string, overrides: JsonObject): [string, JsonValue][] {
  const made = allSettings(together(preset, overrides))
  return Object.entries(allSettings(configuration)).filter(
    ([path, value]) => !APART.some((one) => path === one || path.startsWith(`${one}.`)) && !sameJson(made[path], value),
  )
}

/** Without an override that says what holds anyway. */
function withoutNeedless(configuration: JsonObject, preset: string, overrides: JsonObject, path: string): JsonObject {
  const without = withoutValue(overrides, path)
  return missing(configuration, preset, without).length === 0 ? without : overrides
}

/** The complete configuration that a preset with overrides comes to; empty where it is none. */
export function together(preset: string, overrides: JsonObject): JsonObject {
  const read = configurationSchema.safeParse(composeConfiguration({ file: overrides, preset }))
  const plain: unknown = read.success ? JSON.parse(JSON.stringify(read.data)) : {}
  return isJsonObject(plain) ? plain : {}
}

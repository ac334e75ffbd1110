import { type JsonObject, type JsonValue, isJsonObject } from './assign.ts'
import { configurationSchema } from './configuration.ts'

/** Values of settings by their dotted paths. */
export type Settings = Readonly<Record<string, JsonValue>>

/** What says who a run is, and not what it does. */
const IDENTITY = new Set(['$schema', 'name', 'preset', 'seed'])
const SOURCE = 'data.source.'

/** Every setting's default, but those of the data source, which each kind has its own. */
export const DEFAULT_SETTINGS: Settings = Object.fromEntries(
  leaves(plain(configurationSchema.parse({ data: { source: { kind: 'task', task: 'copy' } } }))).filter(
    ([path]) => !path.startsWith(SOURCE) && !IDENTITY.has(path),
  ),
)

/**
 * The settings of a configuration that differ from their defaults, and all of its data source: a setting that is
 * missing here has its default. Name, preset and seed are not among them.
 */
export function changedSettings(configuration: JsonObject): Settings {
  return Object.fromEntries(
    leaves(configuration).filter(
      ([path, value]) => !IDENTITY.has(path) && JSON.stringify(value) !== JSON.stringify(DEFAULT_SETTINGS[path]),
    ),
  )
}

/** The whole of a configuration by paths, what says who the run is included. */
export function allSettings(configuration: JsonObject): Settings {
  return Object.fromEntries(leaves(configuration))
}

/** Paths and values of everything that is no group; a list counts as one value. */
function leaves(object: JsonObject, prefix = ''): [path: string, value: JsonValue][] {
  return Object.entries(object).flatMap(([key, value]): [string, JsonValue][] =>
    isJsonObject(value) ? leaves(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value]],
  )
}

function plain(configuration: unknown): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(configuration))
  return isJsonObject(copy) ? copy : {}
}

import { sameJson } from '../same-json.ts'
import { type JsonObject, type JsonValue, isJsonObject } from './assign.ts'
import { configurationSchema } from './configuration.ts'

/** Values of settings by their dotted paths. */
export type Settings = Readonly<Record<string, JsonValue>>

/** What says who a run is, and not what it does. */
const IDENTITY = new Set(['$schema', 'name', 'preset', 'seed'])

const DEFAULTS = withoutIdentity(plain(configurationSchema.parse({ data: { source: { kind: 'task', task: 'copy' } } })))
// Each kind of source has settings of its own.
if (isJsonObject(DEFAULTS.data)) delete DEFAULTS.data.source

/** Every setting's default, but those of the data source, which each kind has its own. */
export const DEFAULT_SETTINGS: Settings = Object.fromEntries(changes(DEFAULTS, {}))

/**
 * The settings of a configuration that differ from their defaults, and all of its data source: a setting that is
 * missing here has its default. Name, preset and seed are not among them.
 */
export function changedSettings(configuration: JsonObject): Settings {
  return Object.fromEntries(changes(configuration, DEFAULTS).filter(([path]) => !IDENTITY.has(path)))
}

/** The whole of a configuration by paths, what says who the run is included. */
export function allSettings(configuration: JsonObject): Settings {
  return Object.fromEntries(changes(configuration, {}))
}

/**
 * Paths and values of everything that is no group and differs; a list counts as one value. Paths are put together only
 * for what differs: a list of a thousand runs is read in a quarter of the time.
 */
function changes(
  object: JsonObject,
  defaults: JsonObject,
  prefix = '',
  found: [path: string, value: JsonValue][] = [],
): typeof found {
  for (const [key, value] of Object.entries(object)) {
    const fallback = Object.hasOwn(defaults, key) ? defaults[key] : undefined
    if (isJsonObject(value)) changes(value, isJsonObject(fallback) ? fallback : {}, `${prefix}${key}.`, found)
    else if (!sameJson(value, fallback)) found.push([prefix + key, value])
  }
  return found
}

function withoutIdentity(configuration: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(configuration).filter(([key]) => !IDENTITY.has(key)))
}

function plain(configuration: unknown): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(configuration))
  return isJsonObject(copy) ? copy : {}
}

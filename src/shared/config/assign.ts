import { SaccadeError } from '../errors.ts'
import { cutText } from '../visible-text.ts'
import { isBlank } from '../white-space.ts'

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a dotted path, undefined where there is none. */
export function valueAt(object: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = object
  for (const key of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

/**
 * `over` on top of `base`, objects merged key by key, everything else replaced. A `kind` that differs replaces the whole object.
 * @throws bad-configuration where settings would hide something that is none, such as the 5 of `{"data": 5}`
 */
export function merge(base: JsonObject, over: JsonObject): JsonObject {
  return mergeAt([], base, over)
}

function mergeAt(within: readonly string[], base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base }
  if (base.kind !== undefined && over.kind !== undefined && base.kind !== over.kind) return { ...over }
  for (const [key, value] of Object.entries(over)) {
    const existing = Object.hasOwn(result, key) ? result[key] : undefined
    const place = [...within, key]
    if (existing !== undefined && !isJsonObject(existing) && isJsonObject(value)) throw noSettings(place, existing)
    const merged = isJsonObject(existing) && isJsonObject(value) ? mergeAt(place, existing, value) : value
    // Defined, not assigned: a key called `__proto__` in a user's file must stay an ordinary (unknown) key.
    Object.defineProperty(result, key, { value: merged, enumerable: true, writable: true, configurable: true })
  }
  return result
}

function noSettings(place: readonly string[], found: JsonValue): SaccadeError {
  const path = place.join('.')
  const message = `holds settings and cannot be ${cutText(JSON.stringify(found), 40)}`
  return new SaccadeError('bad-configuration', `The configuration has 1 problem: ${path}: ${message}`, {
    problems: [{ path, message }],
    hint: 'Mend the setting named; `saccade schema` prints every setting with its bounds.',
  })
}

/**
 * One `path=value` of the command line as a nested object. The value is read as JSON where it is JSON,
 * else as text: `training.steps=500`, `model.attention.score=dot`, `training.earlyStopping.goal=null`.
 */
export function parseAssignment(text: string): JsonObject {
  const cut = text.indexOf('=')
  const keys = text.slice(0, Math.max(cut, 0)).split('.')
  // Any word may stand for a setting here: what there is none of is said by its name, once all are put together.
  if (cut <= 0 || keys.some(isBlank)) {
    throw new SaccadeError('bad-usage', `“${text}” is not of the form path=value`, {
      hint: 'Write for example --set training.steps=500.',
    })
  }
  let value = readValue(text.slice(cut + 1))
  for (const key of keys.reverse()) value = { [key]: value }
  return value as JsonObject
}

function readValue(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text // not JSON: plain text such as `additive`
  }
}

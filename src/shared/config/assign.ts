import { SaccadeError } from '../errors.ts'

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

/** `over` on top of `base`, objects merged key by key, everything else replaced. A `kind` that differs replaces the whole object. */
export function merge(base: JsonObject, over: JsonObject): JsonObject {
  const result: JsonObject = { ...base }
  if (base.kind !== undefined && over.kind !== undefined && base.kind !== over.kind) return { ...over }
  for (const [key, value] of Object.entries(over)) {
    const existing = Object.hasOwn(result, key) ? result[key] : undefined
    const merged = isJsonObject(existing) && isJsonObject(value) ? merge(existing, value) : value
    // Defined, not assigned: a key called `__proto__` in a user's file must stay an ordinary (unknown) key.
    Object.defineProperty(result, key, { value: merged, enumerable: true, writable: true, configurable: true })
  }
  return result
}

/**
 * One `path=value` of the command line as a nested object. The value is read as JSON where it is JSON,
 * else as text: `training.steps=500`, `model.attention.score=dot`, `training.earlyStopping.goal=null`.
 */
export function parseAssignment(text: string): JsonObject {
  const cut = text.indexOf('=')
  const keys = text.slice(0, Math.max(cut, 0)).split('.')
  if (cut <= 0 || keys.some((key) => !/^[A-Za-z$][A-Za-z0-9]*$/.test(key))) {
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

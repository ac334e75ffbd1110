import { type JsonObject, type JsonValue, isJsonObject } from '../../shared/config/assign.ts'

export { valueAt } from '../../shared/config/assign.ts'

/** A copy with the value set; objects on the way are made where missing. Nothing of the original is changed. */
export function withValue(object: JsonObject, path: string, value: JsonValue): JsonObject {
  const [key = '', ...rest] = path.split('.')
  if (rest.length === 0) return { ...object, [key]: value }
  const inner = object[key]
  return { ...object, [key]: withValue(isJsonObject(inner) ? inner : {}, rest.join('.'), value) }
}

/** A copy without the value; objects that became empty on the way go too. */
export function withoutValue(object: JsonObject, path: string): JsonObject {
  const [key = '', ...rest] = path.split('.')
  const result: JsonObject = { ...object }
  const inner = result[key]
  if (rest.length > 0 && isJsonObject(inner)) {
    const pruned = withoutValue(inner, rest.join('.'))
    if (Object.keys(pruned).length > 0) return { ...result, [key]: pruned }
  } else if (rest.length > 0) {
    return result
  }
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== key))
}

/** The dotted paths of all leaves; arrays count as leaves. */
export function leafPaths(object: JsonObject, prefix = ''): string[] {
  return Object.entries(object).flatMap(([key, value]) =>
    isJsonObject(value) ? leafPaths(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  )
}

import fc from 'fast-check'
import { type JsonObject, type JsonValue, isJsonObject } from '../../src/shared/config/assign.ts'

/** What to draw for a setting, by its path below the schema and its schema; undefined leaves it to the schema. */
export type Choose = (path: string, schema: JsonObject) => fc.Arbitrary<JsonValue> | undefined

/** Random values that a JSON Schema of ours allows; settings with a default are left out at times. */
export function arbitraryOf(schema: JsonObject, choose: Choose = () => undefined, path = ''): fc.Arbitrary<JsonValue> {
  const chosen = choose(path, schema)
  if (chosen) return chosen
  const alternatives = [schema.oneOf, schema.anyOf].find(Array.isArray)
  if (alternatives) {
    return fc.oneof(...alternatives.filter(isJsonObject).map((each) => arbitraryOf(each, choose, path)))
  }
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  const { minimum, maximum } = schema
  const bounds = {
    min: typeof minimum === 'number' ? minimum : -1e6,
    max: typeof maximum === 'number' ? Math.min(maximum, 1e6) : 1e6,
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema, choose, path)
    case 'array':
      return fc.array(arbitraryOf(isJsonObject(schema.items) ? schema.items : {}, choose, `${path}[]`), {
        maxLength: 2,
      })
    case 'integer':
      return fc.integer(bounds)
    case 'number':
      return fc.double({ ...bounds, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.string({ minLength: 1, maxLength: 8 })
  }
}

function objectOf(schema: JsonObject, choose: Choose, path: string): fc.Arbitrary<JsonObject> {
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  const fields = Object.entries(properties).flatMap(([key, property]) =>
    isJsonObject(property) ? [[key, arbitraryOf(property, choose, path === '' ? key : `${path}.${key}`)] as const] : [],
  )
  const requiredKeys = required.filter((key) => typeof key === 'string')
  return fc.record<Record<string, JsonValue>, string>(Object.fromEntries(fields), { requiredKeys })
}

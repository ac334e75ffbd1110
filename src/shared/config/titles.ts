import { type JsonObject, isJsonObject } from './assign.ts'
import { configurationJsonSchema } from './configuration.ts'

let titles: ReadonlyMap<string, string> | undefined

/** What people call the setting at a dotted path, such as `Encoder: Layers`; the path itself where there is no such setting. */
export function settingTitle(path: string): string {
  titles ??= new Map(titlesIn(configurationJsonSchema()))
  return titles.get(path) ?? path
}

/** Of every setting below a schema, those of all kinds of a union among them. */
function titlesIn(schema: unknown, path = '', group = ''): [path: string, title: string][] {
  if (!isJsonObject(schema)) return []
  const title = path === '' ? '' : titleOf(schema)
  const { oneOf, properties } = schema
  if (Array.isArray(oneOf)) {
    return [...oneOf.flatMap((kind) => titlesIn(kind, path, title)), [`${path}.kind`, `${title}: Kind`]]
  }
  if (!isJsonObject(properties)) return [[path, group && title ? `${group}: ${title}` : title || path]]
  return Object.entries(properties).flatMap(([key, inner]) =>
    titlesIn(inner, path === '' ? key : `${path}.${key}`, title || group),
  )
}

function titleOf({ title }: JsonObject): string {
  return typeof title === 'string' ? title : ''
}

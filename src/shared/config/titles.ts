import { type JsonObject, type JsonValue, isJsonObject } from './assign.ts'
import { configurationJsonSchema } from './configuration.ts'

let titles: ReadonlyMap<string, string> | undefined
let choices: ReadonlyMap<string, SettingChoices> | undefined

/** What people call the setting at a dotted path, such as `Encoder: Layers`; the path itself where there is no such setting. */
export function settingTitle(path: string): string {
  titles ??= new Map(titlesIn(configurationJsonSchema()))
  return titles.get(path) ?? path
}

export interface SettingChoices {
  readonly values: readonly string[]
  /** Whether the setting may have no other value. */
  readonly closed: boolean
}

const NO_CHOICES: SettingChoices = { values: [], closed: false }

/** The names that the setting at a dotted path may have as its value; none where it is no choice. */
export function settingChoices(path: string): SettingChoices {
  choices ??= merged(choicesIn(configurationJsonSchema()))
  return choices.get(path) ?? NO_CHOICES
}

/** What the kinds of a union call the same need not have the same values. */
function merged(all: readonly [path: string, choices: SettingChoices][]): ReadonlyMap<string, SettingChoices> {
  const found = new Map<string, SettingChoices>()
  for (const [path, { values, closed }] of all) {
    const before = found.get(path) ?? { values: [], closed }
    found.set(path, { values: [...new Set([...before.values, ...values])], closed: before.closed && closed })
  }
  return found
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

/** Of every setting below a schema; the kinds of a union are choices, too. */
function choicesIn(schema: unknown, path = ''): [path: string, choices: SettingChoices][] {
  if (!isJsonObject(schema)) return []
  const { oneOf, anyOf, properties } = schema
  if (Array.isArray(oneOf)) {
    const kinds = textsOf(oneOf.map((kind) => constOf(kind)))
    return [[`${path}.kind`, { values: kinds, closed: true }], ...oneOf.flatMap((kind) => choicesIn(kind, path))]
  }
  if (isJsonObject(properties)) {
    return Object.entries(properties).flatMap(([key, inner]) => choicesIn(inner, path === '' ? key : `${path}.${key}`))
  }
  const values = textsOf(schema.enum)
  if (values.length > 0) return [[path, { values, closed: true }]]
  const offered = Array.isArray(anyOf) ? anyOf.flatMap((one) => (isJsonObject(one) ? textsOf(one.enum) : [])) : []
  return [[path, { values: offered, closed: false }]]
}

function constOf(kind: JsonValue): JsonValue {
  const { properties } = isJsonObject(kind) ? kind : {}
  const { kind: of } = isJsonObject(properties) ? properties : {}
  return isJsonObject(of) ? (of.const ?? null) : null
}

function textsOf(values: JsonValue | undefined): string[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
}

function titleOf({ title }: JsonObject): string {
  return typeof title === 'string' ? title : ''
}

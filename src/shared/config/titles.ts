import { z } from 'zod'
import { type JsonValue, isJsonObject } from './assign.ts'
import { configurationJsonSchema, configurationSchema } from './configuration.ts'

let titles: ReadonlyMap<string, string> | undefined
let choices: ReadonlyMap<string, SettingChoices> | undefined

/** What people call the setting at a dotted path, such as `Encoder: Layers`; the path itself where there is no such setting. */
export function settingTitle(path: string): string {
  titles ??= new Map(titlesIn(configurationSchema))
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

/**
 * Of every setting below a schema, those of all kinds of a union among them. Read from the schema itself: to make a JSON Schema takes
 * ten times as long, and pages that name a few settings would wait for it.
 */
function titlesIn(schema: z.core.$ZodType, path = '', group = ''): [path: string, title: string][] {
  const [bare, given] = unwrapped(schema)
  const title = path === '' ? '' : given
  if (bare instanceof z.ZodDiscriminatedUnion) {
    return [
      ...bare.options.flatMap((kind: z.core.$ZodType) => titlesIn(kind, path, title)),
      [`${path}.kind`, `${title}: Kind`],
    ]
  }
  if (!(bare instanceof z.ZodObject)) return [[path, group && title ? `${group}: ${title}` : title || path]]
  return Object.entries(bare.shape).flatMap(([key, inner]: [string, z.core.$ZodType]) =>
    titlesIn(inner, path === '' ? key : `${path}.${key}`, title || group),
  )
}

/** What is within defaults, and the title that it has, or that they have. */
function unwrapped(schema: z.core.$ZodType): [bare: z.core.$ZodType, title: string] {
  const own = z.globalRegistry.get(schema)?.title
  const isWrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
  if (!isWrapped) return [schema, own ?? '']
  const [bare, inner] = unwrapped(schema.unwrap())
  return [bare, own ?? inner]
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

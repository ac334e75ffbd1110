import { type JsonObject, type JsonValue, isJsonObject } from '../../shared/config/assign.ts'
import { OWN_SCORE_FILE, isOwnScore } from '../../shared/config/own-score.ts'
import { valueAt } from './paths.ts'

export type FieldKind = 'integer' | 'number' | 'flag' | 'choice' | 'text' | 'sentences'

interface Condition {
  readonly path: string
  readonly values: readonly JsonValue[]
  /** What the setting at the path holds where nothing is said. */
  readonly fallback: JsonValue | undefined
}

export interface FormField {
  readonly path: string
  readonly title: string
  readonly description: string
  readonly kind: FieldKind
  /** True where an empty entry stands for null. */
  readonly nullable: boolean
  /** True where the schema gives no default and demands a value. */
  readonly required: boolean
  readonly minimum: number | null
  readonly maximum: number | null
  readonly fallback: JsonValue | undefined
  readonly options: readonly { readonly value: string; readonly text: string }[]
  /** True where a text of the user's own is good beside the options, such as the name of a file. */
  readonly open: boolean
  readonly unit: string
  readonly basic: boolean
  /** Shown only while each of these paths holds one of the values. */
  readonly when: readonly Condition[]
}

export interface FormSection {
  readonly path: string
  readonly title: string
  readonly fields: readonly FormField[]
  readonly sections: readonly FormSection[]
  /** Of a union told apart by `kind`: the section for each kind. */
  readonly variants: ReadonlyMap<string, FormSection>
}

/** Reads a JSON Schema with our `x-…` hints as a form. Knows the constructs the configuration schema uses. */
export function formFromSchema(schema: JsonObject, path = '', root = schema): FormSection {
  const properties = isJsonObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  const fields: FormField[] = []
  const sections: FormSection[] = []
  for (const [key, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue
    const inner = path === '' ? key : `${path}.${key}`
    if (Array.isArray(property.oneOf)) sections.push(unionSection(property, property.oneOf, inner, root))
    else if (isJsonObject(property.properties)) sections.push(formFromSchema(property, inner, root))
    else if (property.const === undefined)
      fields.push(fieldFromSchema(withoutNull(property), path, key, required.includes(key), root))
  }
  return { path, title: text(schema.title), fields, sections, variants: new Map() }
}

function unionSection(
  schema: JsonObject,
  alternatives: readonly JsonValue[],
  path: string,
  root: JsonObject,
): FormSection {
  const variants = new Map<string, FormSection>()
  for (const alternative of alternatives) {
    if (!isJsonObject(alternative)) continue
    const kind = valueAt(alternative, 'properties.kind.const')
    if (typeof kind === 'string') variants.set(kind, formFromSchema(alternative, path, root))
  }
  return { path, title: text(schema.title), fields: [], sections: [], variants }
}

function fieldFromSchema(
  schema: JsonObject,
  parent: string,
  key: string,
  required: boolean,
  root: JsonObject,
): FormField {
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => typeof type === 'string')
  const labels = isJsonObject(schema['x-labels']) ? schema['x-labels'] : {}
  const when = isJsonObject(schema['x-when']) ? schema['x-when'] : {}
  const sibling = (name: string) => (parent === '' ? name : `${parent}.${name}`)
  return {
    path: sibling(key),
    title: text(schema.title) || key,
    description: text(schema.description),
    kind: kindOf(schema, types),
    nullable: types.includes('null'),
    required,
    minimum: bound(schema.minimum),
    maximum: bound(schema.maximum),
    fallback: schema.default,
    open: optionsOf(schema) !== schema.enum && optionsOf(schema).length > 0,
    options: optionsOf(schema)
      .filter((value) => typeof value === 'string')
      .map((value) => ({ value, text: text(labels[value]) || value })),
    unit: text(schema['x-unit']),
    basic: schema['x-basic'] === true,
    when: Object.entries(when).map(([name, values]) => {
      const path = name.includes('.') ? name : sibling(name)
      return { path, values: Array.isArray(values) ? values : [values], fallback: defaultAt(root, path) }
    }),
  }
}

/** What may also be null, written as one schema: that is how the kinds of fields are told. */
function withoutNull(schema: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema
  if (!Array.isArray(anyOf)) return schema
  const [one, ...others] = anyOf.filter((each) => isJsonObject(each) && each.type !== 'null')
  if (others.length > 0 || anyOf.length !== 2 || !isJsonObject(one) || typeof one.type !== 'string') return schema
  return { ...one, ...rest, type: [one.type, 'null'] }
}

/** The default of the setting at a dotted path from the root. */
function defaultAt(root: JsonObject, path: string): JsonValue | undefined {
  return valueAt(root, `properties.${path.split('.').join('.properties.')}.default`)
}

function kindOf(schema: JsonObject, types: readonly string[]): FieldKind {
  if (optionsOf(schema).length > 0) return 'choice'
  if (types.includes('array')) return 'sentences'
  if (types.includes('boolean')) return 'flag'
  if (types.includes('integer')) return 'integer'
  return types.includes('number') ? 'number' : 'text'
}

/** The values listed, by themselves or beside a pattern for others. */
function optionsOf(schema: JsonObject): readonly JsonValue[] {
  if (Array.isArray(schema.enum)) return schema.enum
  const alternatives = Array.isArray(schema.anyOf) ? schema.anyOf : []
  return alternatives.flatMap((each) => (isJsonObject(each) && Array.isArray(each.enum) ? each.enum : []))
}

function bound(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** The section that holds for these values: a union resolved to the variant of its `kind`. */
export function resolveSection(section: FormSection, values: JsonObject): FormSection {
  if (section.variants.size === 0) return section
  const kind = valueAt(values, `${section.path}.kind`)
  const variant = typeof kind === 'string' ? section.variants.get(kind) : undefined
  return variant ? { ...variant, title: variant.title || section.title } : section
}

/** Finds a section by its dotted path. */
export function findSection(root: FormSection, path: string): FormSection | undefined {
  if (root.path === path) return root
  for (const section of root.sections) {
    const found = findSection(section, path)
    if (found) return found
  }
  return undefined
}

/** What the field holds: its value, else the schema's default. */
export function fieldValue(field: Pick<FormField, 'path' | 'fallback'>, values: JsonObject): JsonValue | undefined {
  return valueAt(values, field.path) ?? field.fallback
}

/** False while one of the field's `x-when` conditions does not hold; a setting without a value holds its default. */
export function isVisible(field: FormField, values: JsonObject, fields: readonly FormField[]): boolean {
  return field.when.every(({ path, values: allowed, fallback }) => {
    const sibling = fields.find((other) => other.path === path)
    const value = fieldValue(sibling ?? { path, fallback }, values)
    return value !== undefined && (allowed.includes(value) || (allowed.includes(OWN_SCORE_FILE) && isOwnScore(value)))
  })
}

/** All fields of a section and what it holds, unions resolved. */
export function allFields(section: FormSection, values: JsonObject): FormField[] {
  const resolved = resolveSection(section, values)
  return [...resolved.fields, ...resolved.sections.flatMap((inner) => allFields(inner, values))]
}

/** A short text of the bounds, such as `1 – 8` or `at least 1`; empty where there are none. */
export function boundsText({ minimum, maximum }: Pick<FormField, 'minimum' | 'maximum'>): string {
  const show = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 12 })
  if (minimum !== null && maximum !== null) return `${show(minimum)} – ${show(maximum)}`
  if (minimum !== null) return `at least ${show(minimum)}`
  return maximum === null ? '' : `at most ${show(maximum)}`
}

/** Whether it is a number that the field takes. What is half typed, such as the 0 of 0.002, need not be one. */
export function fitsBounds(
  { minimum, maximum, kind }: Pick<FormField, 'minimum' | 'maximum' | 'kind'>,
  value: number | null | undefined,
): value is number {
  if (typeof value !== 'number' || (kind === 'integer' ? !Number.isInteger(value) : !Number.isFinite(value)))
    return false
  return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity)
}

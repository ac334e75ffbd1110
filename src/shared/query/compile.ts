import type { Field, FieldType, FieldValue, Fields } from './fields.ts'
import { parseQuery } from './parse.ts'
import { type Choice, type Query, QueryFault, type QueryProblem, type Test, type Value, isName } from './query.ts'
import { readDuration, readFlag, readNumber, readTime } from './values.ts'

export type CompiledQuery<Item> =
  { readonly ok: true; matches(item: Item): boolean } | { readonly ok: false; readonly problem: QueryProblem }

type Matcher<Item> = (item: Item) => boolean

/**
 * A query as a function that tells whether an item fits. What a field does not hold fits no comparison but `!=`;
 * `has:FIELD` asks whether it holds anything.
 */
export function compileQuery<Item>(text: string, fields: Fields<Item>): CompiledQuery<Item> {
  try {
    return { ok: true, matches: matcher(parseQuery(text), fields) }
  } catch (error) {
    if (error instanceof QueryFault) return { ok: false, problem: error.problem }
    throw error
  }
}

function matcher<Item>(query: Query, fields: Fields<Item>): Matcher<Item> {
  switch (query.kind) {
    case 'and': {
      const parts = query.parts.map((part) => matcher(part, fields))
      return (item) => parts.every((part) => part(item))
    }
    case 'or': {
      const parts = query.parts.map((part) => matcher(part, fields))
      return (item) => parts.some((part) => part(item))
    }
    case 'not': {
      const part = matcher(query.part, fields)
      return (item) => !part(item)
    }
    case 'word': {
      const fits = prose(query.word)
      return (item) => fields.texts(item).some(fits)
    }
    case 'test':
      return tester(query, fields)
  }
}

function tester<Item>(test: Test, fields: Fields<Item>): Matcher<Item> {
  const { field, fits } = readTest(test, fields)
  return (item) => fits(field.read(item))
}

/** A test with its field found and its values read: whether what the field holds of an item fits it. @throws QueryFault */
export function readTest<Item>(
  test: Test,
  fields: Fields<Item>,
): { readonly field: Field<Item>; fits(value: FieldValue): boolean } {
  const [first] = test.choices
  if (isName(test.field, 'has') && test.operator === ':' && first) {
    return { field: fieldOf(first.from, fields), fits: holds }
  }
  const field = fieldOf(test.field, fields)
  const choices = test.choices.map((choice) => comparison(field, test, choice))
  const [only] = choices
  const some = (value: FieldValue) =>
    typeof value === 'number' && only && choices.length === 1
      ? only(value)
      : Array.isArray(value)
        ? value.some((one: string) => choices.some((fits) => fits(one)))
        : holds(value) && choices.some((fits) => fits(value))
  return { field, fits: test.operator === '!=' ? (value) => !some(value) : some }
}

function holds(value: FieldValue): boolean {
  return value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
}

function fieldOf<Item>(name: Value, fields: Fields<Item>): Field<Item> {
  const found = fields.find(name.text)
  const [only] = found
  if (only && found.length === 1) return only
  if (only) {
    const names = found.map((field) => field.name).join(', ')
    throw new QueryFault(`“${name.text}” may be ${names}: write one of them`, name)
  }
  throw new QueryFault(`There is no field “${name.text}”; to look for the text itself, put it in quotes`, name)
}

/** Whether one value of the field fits one choice; `!=` is turned round by the caller. */
function comparison<Item>(
  field: Field<Item>,
  { operator, field: name }: Test,
  choice: Choice,
): (value: FieldValue) => boolean {
  const { from, to } = choice
  const ordered = to !== null || ['<', '<=', '>', '>='].includes(operator)
  if (field.type === 'word' || field.type === 'prose') {
    if (ordered) throw new QueryFault(`${field.title} is a text, which has no order: use “:” or “=”`, name)
    const fits = operator === ':' && field.type === 'prose' ? prose(from) : whole(from)
    const { closed = false, values = [] } = field
    if (closed && !values.some(fits)) throw new QueryFault(`${field.title} is one of ${values.join(', ')}`, from)
    return (value) => fits(String(value))
  }
  if (field.type === 'flag') {
    if (ordered) throw new QueryFault(`${field.title} is yes or no`, name)
    const wanted = read(readFlag, from, `${field.title} is yes or no`)
    return (value) => (value === true) === wanted
  }
  const [low, high] = bounds(field, field.type, from)
  const number = (test: (value: number) => boolean) => (value: FieldValue) => test(Number(value))
  if (to) {
    const [first, end] = bounds(field, field.type, to)
    if (first < low) {
      const span = { start: from.start, end: to.end }
      throw new QueryFault(`This range is the wrong way round: write ${to.text}..${from.text}`, span)
    }
    return number((value) => value >= low && value <= end)
  }
  switch (operator) {
    case '<':
      return number((value) => value < low)
    case '<=':
      return number((value) => value <= high)
    case '>':
      return number((value) => value > high)
    case '>=':
      return number((value) => value >= low)
    default:
      return number((value) => (value >= low && value <= high) || (Number.isNaN(low) && Number.isNaN(value)))
  }
}

/** First and last number that a value may mean: a day has many. */
function bounds(
  { single = false }: Pick<Field<never>, 'single'>,
  type: Exclude<FieldType, 'word' | 'prose' | 'flag'>,
  value: Value,
): readonly [number, number] {
  switch (type) {
    case 'number': {
      const given = read(readNumber, value, 'A number is wanted here')
      const number = single ? Math.fround(given) : given
      return [number, number]
    }
    case 'duration': {
      const seconds = read(readDuration, value, 'A time such as 90s, 5min, 2h or 3d is wanted here')
      return [seconds, seconds]
    }
    case 'time':
      return read(readTime, value, 'A day such as 2026-11-29 is wanted here, or 2026-11-29T10:30')
  }
}

function read<Result>(reader: (text: string) => Result | null, value: Value, wanted: string): Result {
  const result = reader(value.text)
  if (result === null) throw new QueryFault(wanted, value)
  return result
}

/** Whether a text is the value, or of its form where it holds `*` (any signs) or `?` (any one sign). Case does not count. */
function whole({ text, quoted }: Value): (candidate: string) => boolean {
  const wanted = text.toLowerCase()
  if (quoted || !/[*?]/.test(wanted)) return (candidate) => candidate.toLowerCase() === wanted
  const pattern = wanted
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const form = new RegExp(`^${pattern}$`, 'su')
  return (candidate) => form.test(candidate.toLowerCase())
}

/** Whether a text holds the value somewhere; with `*` or `?` the whole must be of that form. */
export function prose(value: Value): (candidate: string) => boolean {
  if (!value.quoted && /[*?]/.test(value.text)) return whole(value)
  const wanted = value.text.toLowerCase()
  return (candidate) => candidate.toLowerCase().includes(wanted)
}

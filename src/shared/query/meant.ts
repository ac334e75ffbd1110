import { type Completion, namesOf } from './complete.ts'
import type { Fields } from './fields.ts'
import { parseQuery } from './parse.ts'
import { type Query, QueryFault, type Span, type Value } from './query.ts'

/** A word that is looked for as text and found in no item, but is the name of a field, or the beginning of one. */
export interface MeantField extends Span {
  readonly word: string
  /** The fields it may mean, the likeliest first; never none. */
  readonly fields: readonly Completion[]
}

/** So many fields are worth a look. */
const MOST = 3

/** The first such word of a query that can be read; null where there is none, and all of it is meant as it stands. */
export function meantField<Item>(text: string, fields: Fields<Item>, items: readonly Item[]): MeantField | null {
  for (const { text: word, quoted, start, end } of wordsOf(text)) {
    const wanted = word.toLowerCase()
    if (quoted || /[*?]/.test(word)) continue
    const meant = fieldsBeginning(wanted, fields)
    if (meant.length === 0 || items.some((item) => fields.texts(item).some((one) => holds(one, wanted)))) continue
    return { word, start, end, fields: meant.slice(0, MOST) }
  }
  return null
}

/** The text with the field in place of the word, and where the caret belongs then: behind it, where its value goes. */
export function withField(
  text: string,
  { start, end }: Span,
  { text: name, after }: Completion,
): { text: string; caret: number } {
  const asked = `${name}${after === ':' ? ':' : ' > '}`
  return { text: text.slice(0, start) + asked + text.slice(end).trimStart(), caret: start + asked.length }
}

const holds = (text: string, wanted: string) => text.toLowerCase().includes(wanted)

function wordsOf(text: string): readonly Value[] {
  try {
    return words(parseQuery(text))
  } catch (error) {
    if (error instanceof QueryFault) return []
    throw error
  }
}

function words(query: Query): readonly Value[] {
  switch (query.kind) {
    case 'word':
      return [query.word]
    case 'not':
      return words(query.part)
    case 'test':
      return []
    default:
      return query.parts.flatMap(words)
  }
}

/** Fields that begin so, by the whole of their name or the last part of it; those of that very name first. */
function fieldsBeginning<Item>(wanted: string, fields: Fields<Item>): readonly Completion[] {
  const rank = ({ text }: Completion) => {
    const name = text.toLowerCase()
    const last = name.split('.').at(-1) ?? name
    return [name === wanted, last === wanted, name.startsWith(wanted), last.startsWith(wanted)].indexOf(true)
  }
  return namesOf(fields)
    .map((field) => ({ field, rank: rank(field) }))
    .filter((one) => one.rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ field }) => field)
}

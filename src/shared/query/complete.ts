import type { Field, FieldType, Fields } from './fields.ts'
import { type Span, isName } from './query.ts'
import { type Token, tokenize } from './tokens.ts'

export interface Completion {
  /** What replaces the span. */
  readonly text: string
  readonly title: string
  /** What usually follows it: a sign after a field, a space after what is complete. */
  readonly after: string
}

export interface Completions extends Span {
  readonly options: readonly Completion[]
}

const KEYWORDS: readonly Completion[] = [
  { text: 'and', title: 'both must fit', after: ' ' },
  { text: 'or', title: 'one must fit', after: ' ' },
  { text: 'not', title: 'what follows must not fit', after: ' ' },
]

/** What may stand where somebody types, best first; `caret` is the place in UTF-16 units. */
export function completeQuery<Item>(text: string, caret: number, fields: Fields<Item>): Completions {
  const before = safeTokens(text.slice(0, caret))
  const last = before.at(-1)
  const typing = last && last.end === caret && (last.kind === 'word' || last.kind === 'quoted') ? last : null
  const typed = typing?.text ?? ''
  const span = { start: typing?.start ?? caret, end: caret }
  const lead = typing ? before.slice(0, -1) : before
  const field = fieldAsked(lead, fields)
  if (field === 'has')
    return { ...span, options: offer(namesOf(fields), typed).map((name) => ({ ...name, after: ' ' })) }
  if (field) return { ...span, options: offer(valuesOf(field), typed) }
  const isWhole = isLanguage(typed, lead, fields)
  const named = offer(namesOf(fields), typed, isWhole ? 'begins' : 'holds')
  const options = [...named, ...offer(lead.length > 0 ? KEYWORDS : KEYWORDS.slice(2), typed)]
  return { ...span, options: options.filter((option) => option.text !== typed) }
}

function safeTokens(text: string): Token[] {
  try {
    return tokenize(text, { tolerant: true })
  } catch {
    return []
  }
}

/** The field whose value is wanted after these tokens. */
function fieldAsked<Item>(tokens: readonly Token[], fields: Fields<Item>): Field<Item> | 'has' | null {
  let at = tokens.length - 1
  // Within a list: back to its “in”.
  const isIn = (token: Token | undefined) => token?.kind === 'word' && token.text.toLowerCase() === 'in'
  if (tokens[at]?.kind === ',' || tokens[at]?.kind === '(') while (at > 0 && !isIn(tokens[at])) at -= 1
  const sign = tokens[at]
  const name = tokens[at - 1]
  if (name?.kind !== 'word' || !(sign?.kind === 'operator' || isIn(sign))) return null
  if (isName(name, 'has')) return 'has'
  const found = fields.find(name.text)
  return found.length === 1 ? (found[0] ?? null) : null
}

/** Every field that is offered, as it is written in a query. */
export function namesOf<Item>({ offered }: Fields<Item>): Completion[] {
  const asked = (type: FieldType) => (type === 'word' || type === 'prose' || type === 'flag' ? ':' : ' ')
  return offered.map(({ name, title, type }) => ({ text: name, title, after: asked(type) }))
}

function valuesOf<Item>({ type, values = [], title }: Field<Item>): Completion[] {
  const all = type === 'flag' ? ['yes', 'no'] : values
  return all.map((value) => ({
    text: /[\p{White_Space}()",=<>!]/u.test(value) ? JSON.stringify(value) : value,
    title,
    after: ' ',
  }))
}

/** Whether a word is one of the language as it stands, and not the middle of a field's name. */
function isLanguage<Item>(typed: string, lead: readonly Token[], fields: Fields<Item>): boolean {
  const word = typed.toLowerCase()
  const before = lead.at(-1)
  if (word === 'in') return before?.kind === 'word' && fields.find(before.text).length > 0
  return KEYWORDS.some(({ text }) => text === word)
}

/** Those that begin with what was typed, then those that hold it in name or title. */
function offer(all: readonly Completion[], typed: string, how: 'begins' | 'holds' = 'holds'): Completion[] {
  const wanted = typed.toLowerCase()
  const begins = all.filter(({ text }) => text.toLowerCase().startsWith(wanted))
  const rest = all.filter((one) => !begins.includes(one))
  const held = rest.filter(({ text, title }) => `${text} ${title}`.toLowerCase().includes(wanted))
  return wanted === '' || how === 'begins' ? begins : [...begins, ...held]
}

/** A place in the text of a query, in UTF-16 units; `end` is the first unit behind it. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type Operator = ':' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in'

/** A word or a text in quotes. Only a word may hold `*` and `?` with a meaning. */
export interface Value extends Span {
  readonly text: string
  readonly quoted: boolean
}

/** Whether a word in the place of a field is this name. Case does not count. */
export const isName = ({ text }: Pick<Value, 'text'>, name: string): boolean =>
  text.toLowerCase() === name.toLowerCase()

/** One value of a list; `to` is there for `from..to`, both included. */
export interface Choice {
  readonly from: Value
  readonly to: Value | null
}

export interface Test extends Span {
  readonly kind: 'test'
  readonly field: Value
  readonly operator: Operator
  /** One, but for `in`. */
  readonly choices: readonly Choice[]
}

export type Query =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | { readonly kind: 'word'; readonly word: Value }
  | Test

/** What is wrong with a query, and where. */
export interface QueryProblem extends Span {
  readonly message: string
}

/** Thrown within this folder only; what leaves it are {@link QueryProblem}s. */
export class QueryFault extends Error {
  readonly problem: QueryProblem
  constructor(message: string, { start, end }: Span) {
    super(message)
    this.problem = { message, start, end }
  }
}

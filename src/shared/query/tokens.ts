import { type Operator, QueryFault, type Span } from './query.ts'

export type Token = Span &
  (
    | { readonly kind: 'word' | 'quoted'; readonly text: string }
    | { readonly kind: 'operator'; readonly text: Exclude<Operator, 'in'> }
    | { readonly kind: '(' | ')' | ',' }
  )

const SPACE = /\p{White_Space}/u
// A word ends before these. A colon is an operator only where a field may stand before it: `name:a:b` asks for “a:b”.
const ENDS_WORD = /[\p{White_Space}()",=<>!]/u
const OPERATORS = ['!=', '<=', '>=', '=', '<', '>'] as const

/**
 * Cuts a query into tokens.
 * @param tolerant takes a quote that is never closed as closed at the end, for completing what is being typed
 */
export function tokenize(text: string, { tolerant = false } = {}): Token[] {
  const tokens: Token[] = []
  let at = 0

  function quoted(): Token {
    const start = at
    let content = ''
    for (at += 1; at < text.length && text[at] !== '"'; at += 1) {
      if (text[at] === '\\' && at + 1 < text.length) at += 1
      content += text[at] ?? ''
    }
    if (at >= text.length && !tolerant) throw new QueryFault('This quote is not closed', { start, end: text.length })
    at += 1
    return { kind: 'quoted', text: content, start, end: Math.min(at, text.length) }
  }

  function word(): Token {
    const start = at
    const isValue = tokens.at(-1)?.kind === 'operator'
    while (at < text.length && !ENDS_WORD.test(text[at] ?? '')) {
      if (text[at] === ':' && !isValue && at > start) break
      at += 1
    }
    return { kind: 'word', text: text.slice(start, at), start, end: at }
  }

  while (at < text.length) {
    const start = at
    const sign = text[at] ?? ''
    const operator = OPERATORS.find((one) => text.startsWith(one, at))
    if (SPACE.test(sign)) at += 1
    else if (sign === '"') tokens.push(quoted())
    else if (sign === '(' || sign === ')' || sign === ',') {
      at += 1
      tokens.push({ kind: sign, start, end: at })
    } else if (operator) {
      at += operator.length
      tokens.push({ kind: 'operator', text: operator, start, end: at })
    } else if (sign === ':' && tokens.at(-1)?.kind === 'word') {
      at += 1
      tokens.push({ kind: 'operator', text: ':', start, end: at })
    } else if (sign === '!')
      throw new QueryFault('“!” stands only in “!=”; write “not” before what is not wanted', { start, end: at + 1 })
    else tokens.push(word())
  }
  return tokens
}

import { type Choice, type Query, QueryFault, type Value } from './query.ts'
import { type Token, tokenize } from './tokens.ts'

const MOST_DEPTH = 100

/**
 * Reads a query:
 *
 *     query  = all { "or" all }                 all  = one { ["and"] one }
 *     one    = "not" one | "(" query ")" | word | field operator value | field "in" choice { "," choice }
 *
 * An empty text gives an empty `and`, which everything fits.
 * @throws QueryFault
 */
export function parseQuery(text: string): Query {
  const tokens = tokenize(text)
  let next = 0
  const peek = (): Token | undefined => tokens[next]
  const here = () => {
    const token = peek()
    return token ?? { start: text.length, end: text.length }
  }
  const isKeyword = (name: string) => {
    const token = peek()
    return token?.kind === 'word' && token.text.toLowerCase() === name
  }
  const skip = (matches: boolean): boolean => {
    if (matches) next += 1
    return matches
  }

  function any(depth: number): Query {
    const parts = [all(depth)]
    while (skip(isKeyword('or'))) parts.push(all(depth))
    return joined('or', parts)
  }

  function all(depth: number): Query {
    const parts = [one(depth)]
    for (;;) {
      const and = skip(isKeyword('and'))
      const token = peek()
      if (!and && (!token || token.kind === ')' || isKeyword('or'))) return joined('and', parts)
      parts.push(one(depth))
    }
  }

  function one(depth: number): Query {
    if (depth > MOST_DEPTH) throw new QueryFault('Too many parts within each other', here())
    if (skip(isKeyword('not'))) return { kind: 'not', part: one(depth + 1) }
    const token = peek()
    if (token?.kind === '(') {
      next += 1
      const inner = any(depth + 1)
      if (!skip(peek()?.kind === ')')) throw new QueryFault('This parenthesis is not closed', token)
      return inner
    }
    if (token?.kind !== 'word' && token?.kind !== 'quoted') {
      throw new QueryFault(token ? 'A word or a field is missing before this' : 'Something is missing here', here())
    }
    if (token.kind === 'word' && ['and', 'or', 'in'].includes(token.text.toLowerCase())) {
      throw new QueryFault(
        `Something is missing before “${token.text}”; to look for the word itself, put it in quotes`,
        token,
      )
    }
    next += 1
    return test(valueOf(token))
  }

  function test(field: Value): Query {
    const token = peek()
    if (token?.kind === 'operator') {
      next += 1
      const from = value()
      return {
        kind: 'test',
        field,
        operator: token.text,
        choices: [{ from, to: null }],
        start: field.start,
        end: from.end,
      }
    }
    if (!field.quoted && skip(isKeyword('in'))) {
      const choices = list()
      return {
        kind: 'test',
        field,
        operator: 'in',
        choices,
        start: field.start,
        end: tokens[next - 1]?.end ?? text.length,
      }
    }
    return { kind: 'word', word: field }
  }

  function list(): Choice[] {
    const open = peek()
    const enclosed = skip(open?.kind === '(')
    const choices = [choice()]
    while (skip(peek()?.kind === ',')) choices.push(choice())
    if (enclosed && open && !skip(peek()?.kind === ')')) throw new QueryFault('This parenthesis is not closed', open)
    return choices
  }

  function choice(): Choice {
    const whole = value()
    const cut = whole.quoted ? -1 : whole.text.indexOf('..')
    if (cut < 0) return { from: whole, to: null }
    const part = (start: number, end: number): Value => {
      if (start === end) throw new QueryFault('A range has two ends, as in 1..5', whole)
      return { text: whole.text.slice(start, end), quoted: false, start: whole.start + start, end: whole.start + end }
    }
    return { from: part(0, cut), to: part(cut + 2, whole.text.length) }
  }

  function value(): Value {
    const token = peek()
    if (token?.kind !== 'word' && token?.kind !== 'quoted') throw new QueryFault('A value is missing here', here())
    next += 1
    return valueOf(token)
  }

  if (tokens.length === 0) return { kind: 'and', parts: [] }
  const query = any(0)
  if (peek()) throw new QueryFault('Nothing was opened that this could close', here())
  return query
}

function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const [only] = parts
  return parts.length === 1 && only ? only : { kind, parts }
}

function valueOf({ kind, text, start, end }: Token & { text: string }): Value {
  return { text, quoted: kind === 'quoted', start, end }
}

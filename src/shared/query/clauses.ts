import { parseQuery } from './parse.ts'
import { type Query, QueryFault, type Test, isName } from './query.ts'

/**
 * A query that demands one thing more; `instead` names a field whose demands at the top it takes the place of. What cannot
 * be read gives way to it.
 */
export function withClause(text: string, clause: string, instead = ''): string {
  const query = read(text)
  if (!query) return clause
  const kept = instead === '' ? text.trim() : withoutTests(text, ({ field }) => isName(field, instead))
  if (kept === '') return clause
  return `${read(kept)?.kind === 'or' ? `(${kept})` : kept} ${clause}`
}

/** The query without a demand that stands at its top as it is written here. */
export function withoutClause(text: string, clause: string): string {
  return withoutTests(text, ({ start, end }) => text.slice(start, end) === clause)
}

/** Whether the demand stands at the top of the query as it is written here. */
export function hasClause(text: string, clause: string): boolean {
  return topTests(text).some(({ start, end }) => text.slice(start, end) === clause)
}

function read(text: string): Query | null {
  try {
    return text.trim() === '' ? null : parseQuery(text)
  } catch (error) {
    if (error instanceof QueryFault) return null
    throw error
  }
}

/** Tests that all must fit. */
function topTests(text: string): Test[] {
  const query = read(text)
  const parts = query?.kind === 'and' ? query.parts : query ? [query] : []
  return parts.filter((part) => part.kind === 'test')
}

function withoutTests(text: string, goes: (test: Test) => boolean): string {
  let left = text
  for (const { start, end } of topTests(text).filter(goes).reverse()) {
    const [before, after] = [left.slice(0, start), left.slice(end)]
    const cut = before.replace(/(^|\s)and\s*$/i, '')
    left = `${cut.trimEnd()} ${cut === before ? after.replace(/^\s*and\s/i, '') : after.trimStart()}`.trim()
  }
  return left.trim()
}

import { parseQuery } from './parse.ts'
import { type Query, QueryFault, isName } from './query.ts'

/** Whether a query asks for a field by its name; false for one that cannot be read. */
export function asksFor(text: string, field: string): boolean {
  try {
    return names(parseQuery(text), field)
  } catch (error) {
    if (error instanceof QueryFault) return false
    throw error
  }
}

function names(query: Query, field: string): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.some((part) => names(part, field))
    case 'not':
      return names(query.part, field)
    case 'word':
      return false
    case 'test':
      return (
        isName(query.field, field) ||
        (isName(query.field, 'has') && isName(query.choices[0]?.from ?? query.field, field))
      )
  }
}

/** What a query asks a field for, each text once; nothing of one that cannot be read. */
export function askedOf(text: string, field: string): string[] {
  try {
    return [...new Set(values(parseQuery(text), field))]
  } catch (error) {
    if (error instanceof QueryFault) return []
    throw error
  }
}

function values(query: Query, field: string): string[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.parts.flatMap((part) => values(part, field))
    case 'not':
      return values(query.part, field)
    case 'word':
      return []
    case 'test':
      return isName(query.field, field) ? query.choices.map(({ from }) => from.text) : []
  }
}

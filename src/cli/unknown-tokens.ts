import { isSpecialSpelling } from '../data/vocabulary.ts'
import { counted } from '../shared/counted.ts'
import { cutText } from '../shared/visible-text.ts'

/** Of a longer one its beginning is enough to find it by. */
const MOST_CHARACTERS = 30
const MOST_NAMED = 10

/** A token as a message or a table has room for it. */
export function shortToken(token: string): string {
  return cutText(token, MOST_CHARACTERS)
}

/**
 * Warnings of the tokens that were read as `<unk>`, each with how often, a line for each reason: they are spelled like a
 * special token, or the vocabulary has none of them. `warning: 3 tokens were not in the vocabulary …: foo (2), bar (1)`
 */
export function describeUnknown(unknown: ReadonlyMap<string, number>): string[] {
  const most = [...unknown].sort((a, b) => b[1] - a[1])
  return [
    ...describe(
      most.filter(([token]) => isSpecialSpelling(token)),
      'spelled like a special token',
    ),
    ...describe(
      most.filter(([token]) => !isSpecialSpelling(token)),
      'not in the vocabulary',
    ),
  ]
}

function describe(tokens: readonly (readonly [token: string, times: number])[], why: string): string[] {
  if (tokens.length === 0) return []
  const count = tokens.reduce((sum, [, times]) => sum + times, 0)
  const named = tokens.slice(0, MOST_NAMED).map(([token, times]) => `${shortToken(token)} (${times})`)
  const rest = tokens.length > named.length ? `, and ${tokens.length - named.length} more` : ''
  const subject = `${counted(count, 'token')} ${count === 1 ? 'was' : 'were'}`
  return [`warning: ${subject} ${why} and read as <unk>: ${named.join(', ')}${rest}`]
}

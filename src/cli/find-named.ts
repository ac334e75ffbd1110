import { SaccadeError } from '../shared/errors.ts'
import { givenName } from '../shared/run-name.ts'

interface Naming<One> {
  /** `run` or `board`, whose plural has an s. */
  readonly what: string
  idOf(one: One): string
  /** What to do where there is none. */
  readonly hint: string
}

/**
 * The one that a user means: by id, by its name, or by the beginning of an id that fits no other. Names come before
 * beginnings, since a name is written to be found by. Nothing is the beginning of none.
 * @throws not-found, or bad-usage when several fit
 */
export function findNamed<One extends { readonly name: string }>(
  all: readonly One[],
  text: string,
  { what, idOf, hint }: Naming<One>,
): One {
  const exact = all.find((one) => idOf(one) === text)
  if (exact) return exact
  const begun = text === '' ? [] : all.filter((one) => idOf(one).startsWith(text))
  const sameName = (wanted: string) => (wanted === '' ? [] : all.filter(({ name }) => name === wanted))
  // Names are kept otherwise than they may have been given.
  const named = [sameName(text), sameName(givenName(text))].find(({ length }) => length > 0) ?? []
  const [found, ...more] = named.length > 0 ? named : begun
  if (found && more.length === 0) return found
  if (found) {
    throw new SaccadeError('bad-usage', `“${text}” fits ${more.length + 1} ${what}s`, {
      hint: `Name one by its id: ${[found, ...more].map(idOf).join(', ')}.`,
    })
  }
  throw new SaccadeError('not-found', `There is no ${what} “${text}”`, { hint })
}

import { z } from 'zod'
import { SaccadeError } from './errors.ts'
import { cutText } from './visible-text.ts'
import { trimmed } from './white-space.ts'

/** Characters (Unicode code points, as JSON Schema counts them) in the name of a run, at most. */
export const MOST_NAME_CHARACTERS = 200

export const runNameSchema = z.string().max(MOST_NAME_CHARACTERS, `has more than ${MOST_NAME_CHARACTERS} characters`)

/**
 * A name as it is kept, whoever gives it: on one line, since lists, tables and CSV have a line for each; white space with a break or
 * tab in it becomes one space, and there is none at its ends. Names that were kept before, or come in a bundle, stay as they are.
 */
export function givenName(text: string): string {
  return trimmed(text).replace(/\p{White_Space}+/gu, (space) => (/[\t-\r\u0085\u2028\u2029]/.test(space) ? ' ' : space))
}

/** A name that takes the place of one, and so cannot be none. @throws bad-usage */
export function neededName(text: string): string {
  const name = givenName(text)
  if (name !== '' && runNameSchema.safeParse(name).success) return name
  throw new SaccadeError('bad-usage', `A name is needed, of 1 to ${MOST_NAME_CHARACTERS} characters`)
}

/** A name that is made here, kept within the bound: of the first part is cut what is too much. */
export function nameWithin(text: string, behind = ''): string {
  const name = text + behind
  if (name.length <= MOST_NAME_CHARACTERS) return name // it has no more characters than that
  return `${cutText(text, MOST_NAME_CHARACTERS - countCharacters(behind))}${behind}`
}

export function countCharacters(text: string): number {
  return Array.from(text).length
}

/** What a name made by Saccade is made of. */
export interface RunIdentity {
  readonly preset: string
  /** A short name of the data, such as `reverse 3–10`. */
  readonly dataName: string
  readonly seed: number
}

/** The parts of names and labels stand between these. */
export const BETWEEN = ' · '

/** The name of a run that nobody named. */
export function generatedName({ preset, dataName, seed }: RunIdentity): string {
  return nameWithin([preset || 'model', dataName].join(BETWEEN), `${BETWEEN}seed ${seed}`)
}

/** The name of one of several runs that a user gave one name. */
export function nameInSeries(name: string, { preset, seed }: Pick<RunIdentity, 'preset' | 'seed'>): string {
  return [name, preset, `seed ${seed}`].join(BETWEEN)
}

/** What a user called the run: its name without what Saccade put there; empty where nobody named it. */
export function ownName(run: RunIdentity & { readonly name: string }): string {
  const { name } = run
  const generated = generatedName(run)
  if (name === generated) return ''
  if (name.startsWith(generated + BETWEEN)) return name.slice(generated.length + BETWEEN.length)
  const ending = nameInSeries('', run)
  return name.endsWith(ending) && name.length > ending.length ? name.slice(0, -ending.length) : name
}

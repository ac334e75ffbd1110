import { nameWithin } from './run-name.ts'

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
export function ownName({ name, ...identity }: RunIdentity & { readonly name: string }): string {
  const generated = generatedName(identity)
  if (name === generated) return ''
  if (name.startsWith(generated + BETWEEN)) return name.slice(generated.length + BETWEEN.length)
  const ending = nameInSeries('', identity)
  return name.endsWith(ending) && name.length > ending.length ? name.slice(0, -ending.length) : name
}

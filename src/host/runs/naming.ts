import crypto from 'node:crypto'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { nameOfData } from '../../shared/data-name.ts'
import { generatedName } from '../../shared/run-name.ts'
import { trimmed } from '../../shared/white-space.ts'

// Without letters and digits that look alike, so that an id can be read out.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A fresh id such as `r7k2m9`; the first sign is a letter, so that it never looks like a number. */
export function newRunId(taken: (id: RunId) => boolean): RunId {
  for (;;) {
    const id = `r${Array.from({ length: 5 }, () => LETTERS[crypto.randomInt(LETTERS.length)]).join('')}`
    if (!taken(id)) return id
  }
}

/** The user's name for the run, else one made of what it is. */
export function nameOfRun(configuration: Configuration): string {
  const { name, preset, seed, data } = configuration
  return trimmed(name) || generatedName({ preset, seed, dataName: nameOfData(data.source) })
}

import crypto from 'node:crypto'
import path from 'node:path'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { DataSource } from '../../shared/config/data.ts'
import type { RunId } from '../../shared/contract/runs.ts'
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

/** A short name of the data, such as `reverse 3–10` or `pairs.tsv`. */
export function nameOfData(source: DataSource): string {
  switch (source.kind) {
    case 'task':
      return source.task === 'dates' ? 'dates' : `${source.task} ${source.minimumLength}–${source.maximumLength}`
    case 'scan':
      return `SCAN ${source.split}`
    case 'pronouncing':
      return source.words === 0 ? 'pronouncing dictionary' : `pronouncing dictionary, ${source.words} words`
    case 'table':
      return path.basename(source.train)
    case 'moses':
      return `${path.basename(source.trainSource)} · ${path.basename(source.trainTarget)}`
  }
}

/** The user's name for the run, else one made of what it is. */
export function nameOfRun(configuration: Configuration): string {
  const { name, preset, seed, data } = configuration
  return trimmed(name) || generatedName({ preset, seed, dataName: nameOfData(data.source) })
}

// Attention scores of the user's own: read, shown, and kept once the user has said yes. The host never runs them.
import { createHash } from 'node:crypto'
import path from 'node:path'
import { TextDecoder } from 'node:util'
import type { Configuration } from '../../shared/config/configuration.ts'
import { isJsonObject } from '../../shared/config/assign.ts'
import { type OwnScorePath, isOwnScore } from '../../shared/config/own-score.ts'
import type { ScoreModule, ScoreService } from '../../shared/contract/scores.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { readOrdinaryFile } from '../../shared/ordinary-file.ts'
import type { Database } from '../storage/database.ts'
import { explaining } from '../../shared/system-errors.ts'
import { getRun } from '../storage/runs.ts'
import { isTrusted, storeTrusted, storedScoreOf } from '../storage/score-modules.ts'

/** More than anybody reads before saying yes. */
const MOST_BYTES = 256 * 1024

/** `now` gives the time in milliseconds since 1970. */
export function createScoreService({ database, now }: { database: Database; now: () => number }): ScoreService {
  return {
    async named({ configurations }) {
      const files = new Set(configurations.flatMap((each) => namedIn(each) ?? []).map((file) => path.resolve(file)))
      return [...files].map((file) => {
        const module = readScore(file)
        return { ...module, trusted: isTrusted(database, module.digest) }
      })
    },
    async trust({ file, digest }) {
      const module = readScore(path.resolve(file))
      if (module.digest !== digest) {
        throw new SaccadeError('refused', `${file} has changed since it was shown`, { hint: 'Look at it anew.' })
      }
      explaining('the history', () => storeTrusted(database, module, now()))
    },
    async ofRun({ run }) {
      getRun(database, run)
      return storedScoreOf(database, run)
    },
    async trustRun({ run, digest }) {
      getRun(database, run)
      const score = storedScoreOf(database, run)
      if (score?.digest !== digest) {
        throw new SaccadeError('refused', `Run ${run} has no such score`, { hint: 'Look at it anew.' })
      }
      explaining('the history', () => storeTrusted(database, score, now()))
    },
  }
}

/**
 * The user's own score that a checked configuration names, null where it names none.
 * @throws refused when the user has not said yes to its content; bad-data
 */
export function trustedScore({ database }: { database: Database }, configuration: Configuration): ScoreModule | null {
  const { score } = configuration.model.attention
  if (!isOwnScore(score)) return null
  const module = readScore(score)
  if (isTrusted(database, module.digest)) return module
  throw new SaccadeError('refused', `${module.file} holds code that you have not said yes to`, {
    hint: 'Read it first: it can do whatever you can. In the window start the run again; on the command line give --trust-score.',
  })
}

/** The configuration with its own score, if it has one, named from the root. */
export function withAbsoluteScore(configuration: Configuration, base: string): Configuration {
  const { model } = configuration
  const { score } = model.attention
  if (!isOwnScore(score)) return configuration
  const file = path.resolve(base, score) as OwnScorePath
  return { ...configuration, model: { ...model, attention: { ...model.attention, score: file } } }
}

/** @throws bad-data when it is not there, no ordinary file, too large or no text */
export function readScore(file: string): ScoreModule {
  const bytes = readOrdinaryFile(file, { most: MOST_BYTES, what: 'The score' })
  try {
    const content = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { file, content, digest: createHash('sha256').update(content).digest('hex') }
  } catch {
    throw new SaccadeError('bad-data', `${file} is not UTF-8 text`)
  }
}

function namedIn({ model }: { readonly model?: unknown }): OwnScorePath | undefined {
  const attention = isJsonObject(model) ? model.attention : undefined
  const score = isJsonObject(attention) ? attention.score : undefined
  return isOwnScore(score) ? score : undefined
}

import { isJsonObject } from '../../shared/config/assign.ts'
import { isOwnScore } from '../../shared/config/own-score.ts'
import type { ScoreModule } from '../../shared/contract/scores.ts'
import { checkpointEntry, partEntry, runEntry } from './manifest.ts'
import { unfit } from './part.ts'
import { EVALUATIONS, PARTS } from './parts.ts'
import type { RunFile } from './run-file.ts'
import { type ZipReader, digestOf, linesOf, textOf } from './zip-reader.ts'

/** As for a score that is named by a file. */
const MOST_SCORE_BYTES = 256 * 1024

/**
 * What a run says was measured of it is there: it has curves where it was evaluated, and maps where it watches sentences, which are kept
 * from step 0 on; the last of them may still be lacking where it was exported while it trained.
 * @throws bad-data
 */
export async function checkMeasured(zip: ZipReader, file: RunFile): Promise<void> {
  const has = (part: string) => (zip.entries.get(partEntry(file.run, part))?.bytes ?? 0) > 0
  let evaluations = 0
  if (has(EVALUATIONS.name)) {
    const lines = linesOf(zip, partEntry(file.run, EVALUATIONS.name), EVALUATIONS.mostLineBytes)
    for await (const line of lines) evaluations = line.number
  }
  const isTrained = file.state === 'finished' && file.prepared !== null && file.step > 0
  const isEvaluated = evaluations > 0 || isTrained || file.best.step !== null
  const watches = has('watched') || (file.prepared?.watched.length ?? 0) > 0
  const due: [part: string, isDue: boolean][] = [
    [EVALUATIONS.name, isEvaluated],
    ['metrics', isEvaluated],
    ['watched', evaluations > 1 && watches],
    ['attention', evaluations > 1 && watches],
  ]
  const lacking = due.find(([part, isDue]) => isDue && !has(part))
  if (lacking) throw unfit(partEntry(file.run, lacking[0]), 'it is lacking, and the run was evaluated')
}

/** Every file of a run has a meaning, and what the run tells of is there. @throws bad-data */
export function checkFiles({ run, checkpoints, score }: RunFile, names: readonly string[]): void {
  const wanted = new Set(checkpoints.map(({ file }) => checkpointEntry(run, file)))
  if (score) wanted.add(runEntry(run, 'score.txt'))
  const known = new Set([runEntry(run, 'run.json'), ...PARTS.map(({ name }) => partEntry(run, name)), ...wanted])
  const mine = names.filter((name) => name.startsWith(`runs/${run}/`))
  const extra = mine.find((name) => !known.has(name))
  if (extra !== undefined) throw unfit(extra, 'the run does not tell of it')
  const lacking = [...wanted].find((name) => !mine.includes(name))
  if (lacking !== undefined) throw unfit(lacking, 'it is lacking')
  const kinds = checkpoints.map(({ kind, step }) => (kind === 'kept' ? `kept ${step}` : kind))
  if (new Set(kinds).size < kinds.length) throw unfit(runEntry(run, 'run.json'), 'it has a checkpoint twice')
}

export async function scoreIn(zip: ZipReader, { run, score, configuration }: RunFile): Promise<ScoreModule | null> {
  if (!score) return null
  const name = runEntry(run, 'score.txt')
  const { model } = configuration
  const attention = isJsonObject(model) ? model.attention : undefined
  const named = isJsonObject(attention) ? attention.score : undefined
  if (!isOwnScore(named)) throw unfit(name, 'the run has no score of its own')
  const content = await textOf(zip, name, MOST_SCORE_BYTES)
  const digest = await digestOf(zip, name)
  if (digest !== score.digest) throw unfit(name, 'it is not the score that the run was trained with')
  return { digest, file: score.file, content }
}

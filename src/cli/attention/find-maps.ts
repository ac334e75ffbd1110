import type { ReadingHost } from '../../host/reading-host.ts'
import { sameTokens, withoutEnd } from '../../shared/attention/tokens.ts'
import type { Alignment, AttentionMap } from '../../shared/contract/attention.ts'
import type { RunId, RunSummary, SnapshotIndex } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { checkpointAt } from '../checkpoint-at.ts'
import { printError } from '../output.ts'
import type { AttentionOptions } from './options.ts'

/** A run's map of the sentence, and what is known about it. */
export interface FoundMap {
  readonly run: RunSummary
  readonly map: AttentionMap
  /** As text. */
  readonly output: string
  /** The step it is of; null of a checkpoint that was asked for by another name. */
  readonly step: number | null
  /** Where gold links are about the tokens of this map. */
  readonly gold: Alignment | null
  readonly unknownTokens: readonly string[]
}

/** What it is called in words. */
export const nameOf = ({ run, step }: FoundMap): string => (step === null ? run.name : `${run.name}, step ${step}`)

type Runs = Pick<ReadingHost, 'runs'>

/** The map of one's own sentence, with a checkpoint. @throws not-found for a model without attention */
export async function askMap(host: Runs, run: RunSummary, options: AttentionOptions): Promise<FoundMap> {
  const checkpoint = await checkpointAt(host, run.run, options)
  const { source = '', target } = options
  const targets = target === undefined ? undefined : [target]
  const [answer] = await host.runs.translate({ run: run.run, checkpoint, lines: [source], targets, attention: true })
  const mode = targets ? 'teacher-forced' : 'free-running'
  const map = answer?.attention.find((candidate) => candidate.mode === mode)
  if (!answer || !map || map.layers === 0) throw withoutAttention(run.run)
  const { text, unknownTokens } = answer
  const step = typeof checkpoint === 'number' ? checkpoint : null
  return { run, map, output: text, step, gold: null, unknownTokens }
}

/** The tokens of the sentence that the first run watches under a number from 1. @throws not-found */
export async function watchedSource(host: Runs, run: RunSummary, number: number): Promise<readonly string[]> {
  const index = await indexOf(host, run.run)
  const sentence = index.sentences[number - 1]
  if (sentence) return sentence.source
  throw new SaccadeError('not-found', `Run ${run.run} watches no sentence ${number}`, {
    hint: `It watches ${index.sentences.length}; \`saccade emergence ${run.run}\` counts them.`,
  })
}

/** The map that was kept of a watched sentence, at the latest kept step that is not after the one asked for, which is told. @throws not-found */
export async function keptMap(
  host: Runs,
  run: RunSummary,
  source: readonly string[],
  { step, mode = 'teacher-forced' }: Pick<AttentionOptions, 'step' | 'mode'>,
): Promise<FoundMap> {
  const index = await indexOf(host, run.run)
  const sentence = index.sentences.find((one) => sameTokens(one.source, source))
  if (!sentence) {
    throw new SaccadeError('not-found', `Run ${run.run} does not watch “${source.join(' ')}”`, {
      hint: 'Ask its checkpoint instead: --source TEXT.',
    })
  }
  const snapshot = await host.runs.snapshot({
    run: run.run,
    step: step ?? Number.MAX_SAFE_INTEGER,
    sentence: sentence.index,
  })
  const map = snapshot.maps.find((candidate) => candidate.mode === mode)
  if (!map) {
    throw new SaccadeError('not-found', `Run ${run.run} keeps no ${mode} attention of this sentence`, {
      hint: mode === 'teacher-forced' ? 'It has no reference; choose --mode free-running.' : '',
    })
  }
  if (map.layers === 0) throw withoutAttention(run.run)
  if (step !== undefined && snapshot.step !== step)
    printError(`Run ${run.run} keeps no attention of step ${step}: that of step ${snapshot.step} is the nearest before`)
  // Gold links count reference tokens.
  const fits = mode === 'teacher-forced' || sameTokens(withoutEnd(map.target), sentence.reference)
  const gold = fits ? sentence.alignment : null
  return { run, map, output: snapshot.text, step: snapshot.step, gold, unknownTokens: [] }
}

async function indexOf({ runs }: Runs, run: RunId): Promise<SnapshotIndex> {
  const [index] = await runs.snapshots({ runs: [run] })
  if (index) return index
  throw new SaccadeError('storage', `What run ${run} keeps of its sentences cannot be read`)
}

function withoutAttention(run: RunId): SaccadeError {
  return new SaccadeError('not-found', `Run ${run} has no attention: its model attends to nothing`)
}

import { perplexity } from '../../metrics/perplexity.ts'
import { type Ratio, ratioValue, sumRatios } from '../../shared/ratio.ts'
import type { ReadingHost } from '../../host/reading-host.ts'
import type { CheckpointName, RunId } from '../../shared/contract/runs.ts'
import type { ReferenceScore } from '../../shared/contract/translation.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type CheckpointFlags, checkpointAt } from '../checkpoint-at.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { findRun } from '../find-run.ts'
import { createLineProgress } from '../line-progress.ts'
import { print, printCells, printError, printJson } from '../output.ts'
import { readPairs } from '../read-pairs.ts'
import { describeUnknown } from '../unknown-tokens.ts'

export interface ScoreOptions extends CommonOptions, CheckpointFlags {
  readonly source: string
  readonly target: string
}

/** Pairs asked for together: each question reads the checkpoint anew, which takes as long as some hundred pairs. */
const TOGETHER = 1024

/** `saccade score RUN`: how probable the model finds each target, with the reference fed; then all of them together. */
export function score(text: string, options: ScoreOptions): Promise<number> {
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const step = await stepOf(host, run, await checkpointAt(host, run, options))
    const { count, groups } = await readPairs(options.source, options.target, TOGETHER)
    const progress = createLineProgress(count)
    const totals = createTotals()
    for await (const { sources: lines, targets } of groups) {
      const answers = await host.runs.scoreReferences({ run, checkpoint: step, lines, targets })
      for (const answer of answers) totals.add(answer)
      progress.above(() => {
        for (const answer of answers) {
          if (options.json) printJson(answer ? scoreObject(answer) : EMPTY)
          else printCells(...(answer ? scoreCells(answer) : ['']))
        }
      })
      progress.add(answers.length)
    }
    progress.clear()
    const summary = { step, ...totals.summary() }
    if (options.json) printJson({ summary })
    else print(describeSummary(summary))
    printError(...describeUnknown(totals.unknown))
  })
}

/** One checkpoint for all lines, whatever a training run writes meanwhile. @throws not-found, storage */
async function stepOf(host: ReadingHost, run: RunId, checkpoint: CheckpointName): Promise<number> {
  await host.runs.scoreReferences({ run, checkpoint, lines: [], targets: [] })
  if (typeof checkpoint === 'number') return checkpoint
  const found = (await host.runs.checkpoints({ run })).find(({ kind }) => kind === checkpoint)
  if (!found) throw new SaccadeError('not-found', `Run ${run} has no ${checkpoint} checkpoint`)
  return found.step
}

/** For a source without tokens. */
const EMPTY = {
  source: [],
  target: [],
  logProbabilities: [],
  sum: null,
  mean: null,
  perplexity: null,
  length: 0,
  unknown: { source: [], target: [] },
}

export function scoreObject({ source, target, logProbabilities, unknown }: ReferenceScore) {
  const loss = lossOf(logProbabilities)
  const [sum, mean] = [-loss.numerator, -ratioValue(loss)]
  return { source, target, logProbabilities, sum, mean, perplexity: perplexity(loss), length: target.length, unknown }
}

/** Sum, mean, perplexity, and `token score token score …` */
export function scoreCells(answer: ReferenceScore): string[] {
  const { target, logProbabilities, sum, mean, perplexity } = scoreObject(answer)
  const tokens = target.map((token, place) => `${token} ${(logProbabilities[place] ?? NaN).toFixed(4)}`)
  return [sum.toFixed(4), mean.toFixed(4), short(perplexity), tokens.join(' ')]
}

/** Of a corpus. */
export interface ScoreSummary {
  readonly step: number
  /** Scored. */
  readonly pairs: number
  /** Sources without tokens. */
  readonly skipped: number
  /** Target tokens, `<eos>` included. */
  readonly tokens: number
  /** Nats a target token, NaN without any. */
  readonly loss: number
  readonly perplexity: number
  /** Tokens read as `<unk>`. */
  readonly unknown: { readonly source: number; readonly target: number }
}

export function createTotals() {
  const unknown = new Map<string, number>()
  const counts = { pairs: 0, skipped: 0, unknown: { source: 0, target: 0 } }
  let loss: Ratio = { numerator: 0, denominator: 0 }
  return {
    /** How often each token was unknown, on either side. */
    unknown,
    add(answer: ReferenceScore | null): void {
      if (!answer) {
        counts.skipped++
        return
      }
      counts.pairs++
      loss = sumRatios([loss, lossOf(answer.logProbabilities)])
      for (const side of ['source', 'target'] as const) {
        for (const place of answer.unknown[side]) {
          const token = answer[side][place] ?? ''
          counts.unknown[side]++
          unknown.set(token, (unknown.get(token) ?? 0) + 1)
        }
      }
    },
    summary(): Omit<ScoreSummary, 'step'> {
      const { pairs, skipped } = counts
      const averages = { tokens: loss.denominator, loss: ratioValue(loss), perplexity: perplexity(loss) }
      return { pairs, skipped, ...averages, unknown: { ...counts.unknown } }
    },
  }
}

/** Minus the sum, over the number of tokens: added up in double precision, as an evaluation's sums are. */
function lossOf(logProbabilities: Float32Array): Ratio {
  return { numerator: -logProbabilities.reduce((sum, each) => sum + each, 0), denominator: logProbabilities.length }
}

/** `loss 0.1234 a token · perplexity 1.1313 · 120 tokens of 20 pairs · unknown: 0 in sources, 2 in targets · step 400` */
export function describeSummary({ step, pairs, skipped, tokens, loss, perplexity, unknown }: ScoreSummary): string {
  return [
    ...(tokens > 0 ? [`loss ${loss.toFixed(4)} a token`, `perplexity ${short(perplexity)}`] : []),
    `${counted(tokens, 'token')} of ${counted(pairs, 'pair')}`,
    ...(skipped > 0 ? [`${skipped} left out, without a source`] : []),
    `unknown: ${unknown.source} in sources, ${unknown.target} in targets`,
    `step ${step}`,
  ].join(' · ')
}

/** Six digits that count; a perplexity may be of any size. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)))
}

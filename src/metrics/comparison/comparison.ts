import type { Pace } from '../../shared/pace.ts'
import { type SystemStatistics, pairedBootstrap, seededPlaces } from '../bootstrap.ts'
import { type TextPair, referenceCount } from '../corpus-metric.ts'
import { hierarchicalBootstrap } from '../hierarchical-bootstrap.ts'
import { MODEL_FILE_TOKENIZERS } from '../../shared/config/tokenizer.ts'
import {
  COMPARED,
  type ComparedRun,
  type Comparison,
  type CompleteComparisonRequest,
  type Estimate,
  type LeftOutRun,
} from '../../shared/contract/comparison.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { problemsText } from '../../shared/schema-problems.ts'
import { type NamedRun, byReason, checkSamePairs, createChoice, rowsInCommon } from '../../shared/outputs/choose.ts'
import type { RunRows } from '../../shared/outputs/compared-pairs.ts'
import type { ComparedConfiguration, OutputsSource, RunOutputs } from '../../shared/outputs/run-outputs.ts'
import { type Measure, measureFor } from './measures.ts'
import { ofRows } from './of-rows.ts'
import { sliced } from './slices.ts'

export interface ComparisonParts extends Omit<OutputsSource, 'kept'> {
  /** @throws storage */
  configurationOf(run: RunId): ComparedConfiguration
}

/**
 * Compares runs on the pairs that all of them are evaluated on: the score of a best checkpoint is that of its curve.
 * What cannot be compared is left out; the first that can is what the others are compared with.
 * @throws not-found, aborted; bad-usage where fewer than two are left
 */
export async function compareRuns(
  request: CompleteComparisonRequest,
  parts: ComparisonParts,
  signal?: AbortSignal,
): Promise<Comparison> {
  const { metric: name, by, rows, resamples, seed } = request
  const groups = request.runs.map((one) => (Array.isArray(one) ? one : [one]))
  const { runs, leftOut } = await runsAlike(groups.flat(), request, parts, signal)
  const measure = measureFor(name, request)
  const there = groups.flatMap((members) => {
    const found = members.flatMap((run) => runs.find(({ outputs }) => outputs.run === run) ?? [])
    return found.length > 0 ? [found] : []
  })
  const least = by === undefined ? 2 : 1
  if (there.length < least) throw tooFew(least, leftOut)
  const [first] = runs
  if (!first || first.rows.length === 0) {
    throw new SaccadeError('bad-usage', 'The runs have no validation pair in common that they evaluate', {
      hint: 'Compare runs of the same data, split seed and evaluation.maximumLength.',
    })
  }
  const order = there.flat()
  const pace = parts.pace(signal)
  const estimate = { groups: there, measure, resamples, seed, pace }
  const whole = await ofRows(order, measure.statistics, pace)
  const mask = (outputs: RunOutputs) => parts.mask(outputs, rows, signal)
  const slices = by === undefined ? null : await sliced(by, name, { runs: order, systems: whole, mask, pace })
  const compared: Comparison = {
    metric: name,
    signature: measure.signature(referenceCount(textsOf(first))),
    pairs: first.rows.length,
    resamples,
    seed,
    runs: await estimated(whole, estimate),
    leftOut,
  }
  if (!slices) return compared
  const made = []
  for (const { systems, ...slice } of slices) made.push({ ...slice, runs: await estimated(systems, estimate) })
  return { ...compared, slices: made }
}

interface EstimateOptions {
  readonly groups: readonly (readonly RunRows[])[]
  readonly measure: Measure
  readonly resamples: number
  readonly seed: number
  readonly pace: Pace
}

/** @param systems of all runs of the groups, one behind the other */
async function estimated(systems: readonly SystemStatistics[], options: EstimateOptions): Promise<ComparedRun[]> {
  const { groups, measure, resamples, seed, pace } = options
  const places = seededPlaces(systems[0]?.length ?? 0, seed)
  const common = { metric: measure.metric, resamples, places, pace }
  let next = 0
  const members = groups.map((runs) => runs.map(() => systems[next++] ?? []))
  const results = groups.every((runs) => runs.length === 1)
    ? await pairedBootstrap({ ...common, systems })
    : await hierarchicalBootstrap({ ...common, seed, groups: members })
  return results.map((result, index) => {
    const runs = groups[index]?.map(({ outputs }) => outputs) ?? []
    const [first] = runs
    return {
      ...{ run: first?.run ?? '', members: runs.map(({ run }) => run) },
      ...{ step: first?.step ?? NaN, steps: runs.map(({ step }) => step) },
      score: withinBounds(result.score, measure),
      difference: result.difference && differenceWithin(result.difference, measure),
    }
  })
}

/** An interval does not reach beyond what a score can be. */
export function withinBounds(score: Estimate, { most }: Measure): Estimate {
  return { ...score, low: Math.max(score.low, Math.min(0, score.value)), high: Math.min(score.high, most) }
}

/** Nor that of a difference beyond what two scores can be apart. */
function differenceWithin<Difference extends Estimate>(difference: Difference, { most }: Measure): Difference {
  return { ...difference, low: Math.max(difference.low, -most), high: Math.min(difference.high, most) }
}

/** The runs that can be compared, with the pairs that all of them evaluate, and why the others cannot. */
async function runsAlike(
  asked: readonly RunId[],
  { metric, checkpoint }: CompleteComparisonRequest,
  parts: ComparisonParts,
  signal?: AbortSignal,
): Promise<{ runs: RunRows[]; leftOut: LeftOutRun[] }> {
  const choice = createChoice()
  const named = asked.map((run) => ({ run, name: parts.nameOf(run) }))
  const ready = await choice.each(named, (one) => {
    parts.stepOf({ ...one, checkpoint })
    return { ...one, configuration: parts.configurationOf(one.run) }
  })
  const comparable = await choice.each(ready, (one) => {
    if (metric === 'token-error-rate') checkTokenizers(one, ready[0] ?? one)
    return one
  })
  const decoded = await choice.each(comparable, async (one) => {
    const outputs = await parts.made({ run: one.run, checkpoint }, signal)
    if (metric === 'alignment-error-rate') checkGold(outputs, one.configuration)
    return { ...one, outputs }
  })
  const alike = await choice.each(decoded, (one) => {
    const [first] = decoded
    if (first) checkSamePairs(one.outputs, first.outputs, first.name)
    return one.outputs
  })
  const rows = rowsInCommon(alike)
  const runs = alike.map((outputs, index) => ({ outputs, rows: rows[index] ?? new Int32Array(0) }))
  return { runs, leftOut: choice.leftOut }
}

function tooFew(least: number, leftOut: readonly LeftOutRun[]): SaccadeError {
  const problems = byReason(leftOut).map(({ names, reason }) => ({ path: names.join(', '), message: reason }))
  const what = least === 1 ? 'None of the runs can be looked at' : 'Fewer than two of the runs can be compared'
  return new SaccadeError('bad-usage', problems.length > 0 ? `${what}: ${problemsText(problems)}` : what, { problems })
}

/** An edit of a character is no edit of a word. */
function checkTokenizers(one: NamedRun & Configured, first: NamedRun & Configured): void {
  const [own = '', other = ''] = [one, first].map(({ configuration }) => tokensOf(configuration))
  if (own === other) return
  throw new SaccadeError(
    'bad-usage',
    `Its token error rate counts other tokens than that of “${first.name}”: data.tokenizer.target is “${own}” instead of “${other}”`,
    { hint: 'Compare them by a metric of text: BLEU, chrF or exact match.' },
  )
}

/** What the tokens of the target are, in the words of the settings. */
function tokensOf({ data: { tokenizer, vocabulary } }: ComparedConfiguration): string {
  const { target } = tokenizer
  const side = vocabulary.joint ? 'source' : 'target'
  if (target === 'bpe') return `${target}, ${tokenizer[`${side}Merges`]} merges`
  return MODEL_FILE_TOKENIZERS.includes(target) ? `${target}, ${tokenizer[`${side}Model`] ?? ''}` : target
}

interface Configured {
  readonly configuration: ComparedConfiguration
}

function checkGold({ outputs }: RunOutputs, { model }: ComparedConfiguration): void {
  if (outputs.links.some((links) => links > 0)) return
  const why = model.attention.score === 'none' ? 'its model has no attention' : 'its data has no gold alignment'
  throw new SaccadeError('bad-usage', `It has no ${COMPARED['alignment-error-rate'].title.toLowerCase()}: ${why}`)
}

function textsOf({ outputs, rows }: RunRows): TextPair[] {
  return Array.from(rows, (row) => ({ hypothesis: outputs.text(row), references: outputs.references(row) }))
}

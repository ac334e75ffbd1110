import {
  COMPARED,
  type ComparedMetric,
  type ComparedRun,
  type ComparedSlice,
  type Comparison,
  type Estimate,
} from '../shared/contract/comparison.ts'
import { counted } from '../shared/counted.ts'
import { slicingOf } from '../shared/slices/registry.ts'
import { sliceTitle } from '../shared/slices/slicing.ts'
import { formatTable } from './table.ts'

/** A table of the runs, and what the numbers depend on. */
export function describeComparison(comparison: Comparison, names: ReadonlyMap<string, string>): string[] {
  const { metric, signature, pairs, resamples, seed } = comparison
  const { title } = COMPARED[metric]
  const row = (one: ComparedRun) => [
    one.run,
    ...(grouped ? [one.members.length] : []),
    stepsOf(one),
    ...writeScore(metric, one),
    nameOf(one, names),
  ]
  const grouped = comparison.runs.some(({ members }) => members.length > 1)
  const head = [
    ...['RUN', ...(grouped ? ['SEEDS'] : []), 'STEP', title.toUpperCase(), '95 %'],
    ...['DIFFERENCE, POINTS', '95 %', 'P', 'NAME'],
  ]
  return [
    ...formatTable(head, comparison.runs.map(row)),
    '',
    `${counted(pairs, 'validation pair')}, ${counted(resamples, 'resample')} of ${pairs === 1 ? 'it' : 'them'}${grouped ? ' and of the seeds' : ''} with seed ${seed}; differences are to the first ${grouped ? 'group' : 'run'}`,
    ...(signature ? [signature] : []),
  ]
}

/** One, or from the first to the last of a group. */
function stepsOf({ steps }: ComparedRun): string {
  const [low, high] = [Math.min(...steps), Math.max(...steps)]
  return low === high ? String(low) : `${low} … ${high}`
}

/** A score with its interval, and its difference with interval and p. */
function writeScore(metric: ComparedMetric, { score, difference }: ComparedRun): string[] {
  return [
    writeValue(metric, score.value),
    writeRange(metric, score),
    difference ? points(metric, difference.value) : '',
    difference ? pointRange(metric, difference) : '',
    difference ? difference.p.toFixed(4) : '',
  ]
}

const isRatio = (metric: ComparedMetric) => COMPARED[metric].unit === 'ratio'

function writeNumber(metric: ComparedMetric, value: number): string {
  return Number.isNaN(value) ? '–' : isRatio(metric) ? (100 * value).toFixed(1) : value.toFixed(2)
}

/** Such as `12.5 %` */
export function writeValue(metric: ComparedMetric, value: number): string {
  return `${writeNumber(metric, value)}${isRatio(metric) && !Number.isNaN(value) ? ' %' : ''}`
}

export function writeRange(metric: ComparedMetric, { low, high }: Estimate): string {
  return `${writeValue(metric, low)} … ${writeValue(metric, high)}`
}

/** A difference: from 40 % to 50 % are 10 points, which is no 10 %. */
export function points(metric: ComparedMetric, value: number): string {
  return `${value >= 0 ? '+' : ''}${writeNumber(metric, value)}`
}

export function pointRange(metric: ComparedMetric, { low, high }: Estimate): string {
  return `${points(metric, low)} … ${points(metric, high)}`
}

/** Of a group by its first run. */
function nameOf({ run, members }: ComparedRun, names: ReadonlyMap<string, string>): string {
  const name = names.get(run) ?? ''
  return members.length > 1 ? `${name}, and ${members.length - 1} more` : name
}

export function describeLeftOut({ leftOut }: Pick<Comparison, 'leftOut'>): string[] {
  return leftOut.map(({ run, name, reason }) => `Left out: ${name} (${run}). ${reason}`)
}

/** A table of the slices, a row for each run in each. */
export function describeSlices(comparison: Comparison, names: ReadonlyMap<string, string>, by: string): string[] {
  const { metric, slices = [], runs } = comparison
  const several = runs.length > 1
  const head = [
    ...[(slicingOf(by)?.title ?? by).toUpperCase(), 'PAIRS', 'RUN', COMPARED[metric].title.toUpperCase(), '95 %'],
    ...(several ? ['DIFFERENCE, POINTS', '95 %', 'P'] : []),
    'NAME',
  ]
  const row = (first: boolean, slice: ComparedSlice, run: ComparedRun) => [
    first ? sliceTitle(slice, slicingOf(by)?.kind) : '',
    first ? String(slice.pairs) : '',
    run.run,
    ...writeScore(metric, run).slice(0, several ? 5 : 2),
    nameOf(run, names),
  ]
  return formatTable(
    head,
    slices.flatMap((slice) => slice.runs.map((run, index) => row(index === 0, slice, run))),
  )
}

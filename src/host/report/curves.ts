import type { Board } from '../../shared/board/board.ts'
import { curvesOptions, smoothingOf } from '../../shared/board/curves-panel.ts'
import { groupRuns } from '../../shared/board/groups.ts'
import { readOptions } from '../../shared/board/read-options.ts'
import type { Smoothing } from '../../shared/contract/curves.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import type { CurveSource } from '../../shared/curves/curve-source.ts'
import { isPlain, smoothAt, smoothInTurns } from '../../shared/curves/smooth.ts'
import { type Series, pick, thinIndexes } from '../../shared/curves/thin-series.ts'
import { evenly } from '../../shared/evenly.ts'
import type { MetricName } from '../../shared/metrics.ts'
import type { Pace } from '../../shared/pace.ts'
import { RUNGS, type ReportedCurve, type Rung } from '../../shared/report/report-curves.ts'
import type { GatherContext } from './gather-context.ts'

/** Points of a curve that a report holds, about: more than any screen has columns, and few enough for a page. */
export const MOST_POINTS = 5000
/** Of all curves together, before they are packed; of more, each has fewer points. */
const MOST_BYTES = 100e6

interface CurveParts {
  readonly source: CurveSource
  /** How many points a curve has, told without reading it. */
  readonly lengthOf: (run: RunId, metric: MetricName) => number
  readonly metricsOf: (run: RunId) => readonly MetricName[]
  /** Steps at which values of a run are asked for. */
  readonly asked: ReadonlyMap<RunId, ReadonlySet<number>>
  readonly pace: Pace
  readonly mostBytes?: number
}

/** The curves of one metric of a group of runs. */
interface GroupedCurves {
  readonly metric: MetricName
  readonly members: readonly { readonly run: RunId; readonly length: number }[]
  /** How the board smooths them, without what leaves them as they are; null where it does not show them. */
  readonly own: readonly Smoothing[] | null
}

/**
 * The curves of a board's runs, long ones by some of their points: their extremes and those at which values are asked for. The
 * runs of a group have points at the same steps, since their mean at a step is that of all of them.
 * @returns also about how many points the long ones have; null where all are whole
 * @throws aborted
 */
export async function curvesOf(
  board: Board,
  runs: readonly RunSummary[],
  { source, lengthOf, metricsOf, asked, pace, mostBytes = MOST_BYTES }: CurveParts,
  context: Pick<GatherContext, 'tell'>,
): Promise<{ curves: ReportedCurve[]; thinned: number | null }> {
  const strengths = strengthsOf(board)
  const all: GroupedCurves[] = []
  for (const { runs: members } of groupRuns(runs, board.grouping)) {
    const ids = members.map(({ run }) => run)
    for (const metric of new Set(ids.flatMap(metricsOf))) {
      const found = ids.map((run) => ({ run, length: lengthOf(run, metric) }))
      all.push({ metric, members: found.filter(({ length }) => length > 0), own: strengths.get(metric) ?? null })
    }
    await pace.breathe()
  }
  const points = pointsWithin(all, mostBytes)
  const total = all.reduce((sum, { members }) => sum + members.length, 0)
  const curves: ReportedCurve[] = []
  let thinned = false
  // A long curve that is alone is looked at twice in a row.
  let last: { readonly of: string; readonly series: Series } | undefined
  const read = (run: RunId, metric: MetricName) => {
    context.tell('Reading curves', curves.length, total)
    const of = `${run}/${metric}`
    if (last?.of !== of) last = { of, series: source.series(run, metric) }
    return last.series
  }
  for (const group of all) {
    const { metric, members } = group
    const isLong = members.some(({ length }) => length > points)
    thinned ||= isLong
    const kept = isLong ? await keptSteps(group, points, read, asked, pace) : null
    for (const { run } of members) {
      const { steps, values } = read(run, metric)
      const indexes = kept && [...steps.keys()].filter((index) => kept.has(steps[index] ?? NaN))
      const smoothed = indexes && group.own ? await rungsOf(values, group.own, indexes, pace) : null
      curves.push({
        run,
        metric,
        steps: pick(steps, indexes),
        values: pick(values, indexes),
        ...(smoothed && { smoothed }),
      })
      await pace.breathe()
    }
  }
  return { curves, thinned: thinned ? points : null }
}

/** So many points of each curve that all together have room. */
function pointsWithin(all: readonly GroupedCurves[], most: number): number {
  const bytes = (points: number) =>
    all.reduce((sum, { members, own }) => {
      const each = 16 + (own ? 8 * own.length + 4 * RUNGS.length : 0)
      return members.reduce((more, { length }) => more + each * Math.min(length, points), sum)
    }, 0)
  let points = MOST_POINTS
  while (points > 1 && bytes(points) > most) points = Math.floor(points / 2)
  return points
}

/** The steps that the runs of a group keep: about so many in all, the extremes of each run among them, and those asked for. */
async function keptSteps(
  { metric, members, own }: GroupedCurves,
  points: number,
  read: CurveSource['series'],
  asked: CurveParts['asked'],
  pace: Pace,
): Promise<ReadonlySet<number>> {
  const extremes = new Set<number>()
  const wanted = new Set<number>()
  const breathe = () => pace.breathe()
  for (const { run } of members) {
    const { steps, values } = read(run, metric)
    const lines = [values]
    for (const smoothing of own ?? []) {
      lines.push(await smoothInTurns(values, smoothing, breathe))
      await pace.breathe()
    }
    for (const index of thinIndexes(steps, lines, points / members.length) ?? steps.keys())
      extremes.add(steps[index] ?? NaN)
    for (const index of askedOf(steps, asked.get(run) ?? new Set())) wanted.add(steps[index] ?? NaN)
    await pace.breathe()
  }
  // A few of each of thousands of runs are many.
  const few =
    extremes.size > 1.5 * points
      ? evenly(
          [...extremes].sort((a, b) => a - b),
          points,
        )
      : extremes
  return new Set([...few, ...wanted])
}

/** The newest point up to each of the steps. */
function askedOf(steps: Float64Array, asked: ReadonlySet<number>): number[] {
  const found: number[] = []
  let index = -1
  for (const step of [...asked].sort((a, b) => a - b)) {
    while (index + 1 < steps.length && (steps[index + 1] ?? Infinity) <= step) index += 1
    if (index >= 0) found.push(index)
  }
  return found
}

/** How the board smooths each metric that it shows, each way once. */
function strengthsOf({ panels }: Board): ReadonlyMap<MetricName, readonly Smoothing[]> {
  const found = new Map<MetricName, Map<string, Smoothing>>()
  const shown = panels.length > 0 ? panels.filter(({ kind }) => kind === 'curves') : [{ options: {} }]
  for (const { options: given } of shown) {
    const options = readOptions({ options: curvesOptions }, given)
    for (const { metric } of options.charts) {
      const smoothing = smoothingOf(options, metric)
      const ways = found.get(metric) ?? new Map<string, Smoothing>()
      if (!isPlain(smoothing)) ways.set(JSON.stringify(smoothing), smoothing)
      found.set(metric, ways)
    }
  }
  return new Map([...found].map(([metric, ways]) => [metric, [...ways.values()]]))
}

/** Those of the board in full, the others as exact as they are drawn. */
async function rungsOf(
  values: Float64Array,
  own: readonly Smoothing[],
  indexes: readonly number[],
  pace: Pace,
): Promise<Rung[]> {
  const keys = new Set(own.map((one) => JSON.stringify(one)))
  const rungs: Rung[] = []
  const breathe = () => pace.breathe()
  for (const smoothing of [...own, ...RUNGS.filter((rung) => !keys.has(JSON.stringify(rung)))]) {
    const at = await smoothAt(values, smoothing, indexes, breathe)
    rungs.push({ smoothing, values: keys.has(JSON.stringify(smoothing)) ? at : Float32Array.from(at) })
    await pace.breathe()
  }
  return rungs
}

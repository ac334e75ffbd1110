import type { Board, BoardPanel } from '../../shared/board/board.ts'
import { isJsonObject } from '../../shared/config/assign.ts'
import { groupRuns } from '../../shared/board/groups.ts'
import { type Smoothing, smoothingSchema } from '../../shared/contract/curves.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import type { CurveSource } from '../../shared/curves/curve-source.ts'
import { smooth } from '../../shared/curves/smooth.ts'
import { type Series, pick, thinIndexes } from '../../shared/curves/thin-series.ts'
import type { MetricName } from '../../shared/metrics.ts'
import { RUNGS, type ReportedCurve, type Rung } from '../../shared/report/report-curves.ts'

/** Points of a curve that a report holds, about: more than any screen has columns, and few enough for a page. */
export const MOST_POINTS = 5000
/** Of each run of a group, however many there are. */
const LEAST_POINTS = 500

interface CurveParts {
  readonly source: CurveSource
  readonly metricsOf: (run: RunId) => readonly MetricName[]
  /** Steps at which values of a run are asked for. */
  readonly asked: ReadonlyMap<RunId, ReadonlySet<number>>
}

/**
 * The curves of a board's runs, long ones by some of their points: their extremes and those at which values are asked for. The
 * runs of a group have points at the same steps, since their mean at a step is that of all of them.
 */
export function curvesOf(
  board: Board,
  runs: readonly RunSummary[],
  { source, metricsOf, asked }: CurveParts,
): { curves: ReportedCurve[]; thinned: boolean } {
  const curves: ReportedCurve[] = []
  let thinned = false
  const strengths = strengthsOf(board.panels)
  for (const { runs: members } of groupRuns(runs, board.grouping)) {
    const ids = members.map(({ run }) => run)
    for (const metric of new Set(ids.flatMap(metricsOf))) {
      const all = ids.map((run) => ({ run, metric, ...source.series(run, metric) }))
      if (all.every(({ steps }) => steps.length <= MOST_POINTS)) {
        curves.push(...all.filter(({ steps }) => steps.length > 0))
        continue
      }
      thinned = true
      const own = strengths.get(metric) ?? []
      const points = Math.max(LEAST_POINTS, MOST_POINTS / ids.length)
      const kept = new Set<number>()
      for (const { run, steps, values } of all) {
        const lines = [values, ...own.map((smoothing) => smooth(values, smoothing))]
        const indexes = thinIndexes(steps, lines, points) ?? steps.keys()
        for (const index of [...indexes, ...askedOf(steps, asked.get(run) ?? new Set())]) kept.add(steps[index] ?? NaN)
      }
      for (const one of all) {
        const indexes = [...one.steps.keys()].filter((index) => kept.has(one.steps[index] ?? NaN))
        const smoothed = own.length > 0 ? rungsOf(one, own, indexes) : undefined
        const points = { steps: pick(one.steps, indexes), values: pick(one.values, indexes) }
        curves.push({ run: one.run, metric, ...points, ...(smoothed && { smoothed }) })
      }
    }
  }
  return { curves, thinned }
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

/** How the board smooths each metric that it shows. */
function strengthsOf(panels: readonly BoardPanel[]): ReadonlyMap<string, readonly Smoothing[]> {
  const found = new Map<string, Smoothing[]>()
  const curves: readonly Pick<BoardPanel, 'options'>[] =
    panels.length > 0 ? panels.filter(({ kind }) => kind === 'curves') : [{ options: {} }]
  for (const { options } of curves) {
    const { charts = USUAL, smoothing } = options
    const own = smoothingSchema.safeParse(smoothing).data ?? { kind: 'exponential', weight: 0.6 }
    for (const chart of Array.isArray(charts) ? charts : []) {
      const metric = isJsonObject(chart) ? chart.metric : null
      if (typeof metric === 'string') found.set(metric, [...(found.get(metric) ?? []), own])
    }
  }
  return found
}

/** As the panel has it where the board does not say. */
const USUAL = [{ metric: 'train/loss' }, { metric: 'valid/exact_match' }, { metric: 'valid/token_accuracy' }]

/** Those of the board in full, the others as exact as they are drawn. */
function rungsOf({ values }: Series, own: readonly Smoothing[], indexes: readonly number[]): Rung[] {
  const keys = new Set(own.map((one) => JSON.stringify(one)))
  const others = RUNGS.filter((rung) => !keys.has(JSON.stringify(rung)))
  return [
    ...own.map((smoothing) => ({ smoothing, values: pick(smooth(values, smoothing), indexes) })),
    ...others.map((smoothing) => ({
      smoothing,
      values: Float32Array.from(pick(smooth(values, smoothing), indexes)),
    })),
  ]
}

import { type CurveAxis, type CurveClock, isCurveClock } from '../contract/curves.ts'
import type { RunId } from '../contract/runs.ts'
import type { MetricName } from '../metrics.ts'
import type { CurveSource } from './curve-source.ts'
import type { Series } from './thin-series.ts'

const CLOCK_METRICS: Partial<Record<CurveClock, MetricName>> = {
  epoch: 'time/epoch',
  tokens: 'time/tokens',
  time: 'time/wall',
}

/** Lays the steps of a run out over an axis: a place for each; null where the run tells of none. */
export type Places = (steps: Float64Array) => Float64Array | null

export function placesOf(source: CurveSource, run: RunId, axis: CurveAxis): Places {
  if (axis === 'step') return (steps) => steps
  const clock = isCurveClock(axis)
  const metric = clock ? CLOCK_METRICS[axis] : axis
  const series = metric === undefined ? source.evaluationTimes(run) : source.series(run, metric)
  if (series.steps.length === 0) return () => null
  return (steps) => follow(series, steps, clock)
}

/**
 * The values of a series at steps, which ascend: between two of its points the straight line. A clock goes on after its
 * last point as before, and stands at its first before it; another metric tells nothing there.
 */
export function follow({ steps, values }: Series, at: Float64Array, isClock: boolean): Float64Array {
  const last = steps.length - 1
  let next = 0
  return at.map((step) => {
    while (next < last && (steps[next] ?? 0) < step) next++
    const [x1, y1] = [steps[next] ?? 0, values[next] ?? NaN]
    if (x1 === step) return y1
    const beyond = step > x1
    if (next === 0 || (beyond && !isClock)) return isClock ? y1 : NaN
    const [x0, y0] = [steps[next - 1] ?? 0, values[next - 1] ?? NaN]
    return y0 + ((step - x0) / (x1 - x0)) * (y1 - y0)
  })
}

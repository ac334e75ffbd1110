import { type Series, interpolate, stepAtValue } from '../../../history/series.ts'
import { smooth } from './smoothing.ts'
import { indexAtOrBefore } from '../../../history/steps.ts'

export const CURVE_AXES = ['step', 'epoch', 'wall'] as const
export type CurveAxis = (typeof CURVE_AXES)[number]

export interface CurvePoint {
  readonly x: number
  readonly y: number
}

export interface CurvePoints {
  readonly points: readonly CurvePoint[]
  /** Before smoothing; the same array when nothing was smoothed. */
  readonly raw: readonly CurvePoint[]
  /** From a step to the axis, and back. */
  xOf(step: number): number
  stepOf(x: number): number
}

/**
 * A curve as the chart wants it: ascending x, smoothed y. `clock` tells wall time (seconds) or epochs by
 * step; without it those axes stay empty. Not-a-number becomes a gap in the line.
 */
export function curvePoints(series: Series, clock: Series, axis: CurveAxis, smoothing: number): CurvePoints {
  const direct = axis === 'step'
  const xOf = (step: number) => (direct ? step : interpolate(clock, step))
  const stepOf = (x: number) => (direct ? x : stepAtValue(clock, x))
  const place = (values: Float64Array): CurvePoint[] =>
    !direct && clock.steps.length === 0
      ? []
      : Array.from(values, (y, i) => ({ x: xOf(series.steps[i] ?? NaN), y: Number.isFinite(y) ? y : NaN }))
  const raw = place(series.values)
  return { points: smoothing > 0 ? place(smooth(series.values, smoothing)) : raw, raw, xOf, stepOf }
}

/** The last point whose x is not after the given one, as the slider's step takes what was kept last. Null before the first. */
export function lastPoint(points: readonly CurvePoint[], x: number): CurvePoint | null {
  let at = indexAtOrBefore(
    points.map((point) => point.x),
    x,
  )
  while (at >= 0 && Number.isNaN(points[at]?.y)) at -= 1
  return points[at] ?? null
}

/** The point whose x is closest; gaps are passed over. Null for a curve without any point. */
export function nearestPoint(points: readonly CurvePoint[], x: number): CurvePoint | null {
  const before = indexAtOrBefore(
    points.map((point) => point.x),
    x,
  )
  let [low, high] = [before, before + 1]
  while (low >= 0 && Number.isNaN(points[low]?.y)) low -= 1
  while (high < points.length && Number.isNaN(points[high]?.y)) high += 1
  const [left, right] = [points[low], points[high]]
  if (!left || !right) return left ?? right ?? null
  return x - left.x <= right.x - x ? left : right
}

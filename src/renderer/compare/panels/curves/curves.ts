import type { RunId } from '../../../../shared/contract/runs.ts'
import { indexAtOrBefore } from '../../../history/steps.ts'
import { type Series, interpolate, stepAtValue } from '../../../history/series.ts'
import type { RunColour } from '../../../ui/colours.ts'
import { smooth } from './smoothing.ts'

export const CURVE_AXES = ['step', 'epoch', 'wall'] as const
export type CurveAxis = (typeof CURVE_AXES)[number]

/** What a chart shows of a run. */
export interface CurveRun {
  readonly run: RunId
  readonly label: string
  readonly colour: RunColour
  readonly series: Series
  /** Wall time or epochs by step, where the axis wants them. */
  readonly clock: Series
}

export interface CurvePoint {
  readonly x: number
  /** NaN where the value was not finite: a gap in the line. */
  readonly y: number
  /** NaN or an infinity that was measured here. */
  readonly lost?: number
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
 * step; without it those axes stay empty. What is not finite becomes a gap in the line, which remembers it.
 */
export function curvePoints(series: Series, clock: Series, axis: CurveAxis, smoothing: number): CurvePoints {
  const direct = axis === 'step'
  const xOf = (step: number) => (direct ? step : interpolate(clock, step))
  const stepOf = (x: number) => (direct ? x : stepAtValue(clock, x))
  const place = (values: Float64Array): CurvePoint[] =>
    !direct && clock.steps.length === 0 ? [] : Array.from(values, (y, i) => point(xOf(series.steps[i] ?? NaN), y))
  const raw = place(series.values)
  return { points: smoothing > 0 ? place(smooth(series.values, smoothing)) : raw, raw, xOf, stepOf }
}

function point(x: number, y: number): CurvePoint {
  return Number.isFinite(y) ? { x, y } : { x, y: NaN, lost: y }
}

/** The last point whose x is not after the given one, as the slider's step takes what was kept last. Null before the first. */
export function lastPoint(points: readonly CurvePoint[], x: number): CurvePoint | null {
  return points[indexAtX(points, x)] ?? null
}

/** The point whose x is closest, a gap too: it says what was measured. Null for a curve without any point. */
export function nearestPoint(points: readonly CurvePoint[], x: number): CurvePoint | null {
  const before = indexAtX(points, x)
  const [left, right] = [points[before], points[before + 1]]
  if (!left || !right) return left ?? right ?? null
  return x - left.x <= right.x - x ? left : right
}

function indexAtX(points: readonly CurvePoint[], x: number): number {
  return indexAtOrBefore(
    points.map((one) => one.x),
    x,
  )
}

/** Where a curve stopped being finite. */
export interface Break {
  readonly x: number
  /** The last finite value before; NaN where there was none. */
  readonly y: number
  readonly lost: number
}

/** The first point of every stretch that is not finite. */
export function breaksOf(points: readonly CurvePoint[]): Break[] {
  return points.flatMap(({ x, lost }, i) => {
    const before = points[i - 1]
    return lost === undefined || before?.lost !== undefined ? [] : [{ x, y: before?.y ?? NaN, lost }]
  })
}

import {
  type Band,
  type Bands,
  type BandsRequest,
  type Curve,
  type CurveLine,
  type CurveRange,
  type Curves,
  type CurvesRequest,
  type Smoothing,
  isCurveClock,
} from '../contract/curves.ts'
import type { RunId } from '../contract/runs.ts'
import type { MetricName } from '../metrics.ts'
import { type Placed, spreadCurves } from './bands.ts'
import type { CurveSource } from './curve-source.ts'
import { type Places, placesOf } from './places.ts'
import { type Breathe, isPlain, smoothInTurns } from './smooth.ts'
import { pick, thinIndexes } from './thin-series.ts'

/** A band keeps the extremes of so many curves: its mean, and both edges of both bands. */
const CURVES_OF_A_BAND = 5

/** The values of a curve smoothed, as the source knows it better where it does. */
async function smoothedOf(
  source: CurveSource,
  values: Float64Array,
  { run, metric, smoothing }: { readonly run: RunId; readonly metric: MetricName; readonly smoothing: Smoothing },
  breathe: Breathe,
): Promise<Float64Array> {
  return source.smoothed?.(run, metric, smoothing) ?? (await smoothInTurns(values, smoothing, breathe))
}

/**
 * The curves of runs as they are drawn: smoothed first, then cut to the range, then thinned.
 * @throws what `breathe` throws
 */
export async function readCurves(source: CurveSource, request: CurvesRequest, breathe: Breathe): Promise<Curves> {
  const { runs, wanted, axis } = request
  const extent = createExtent(isCurveClock(axis))
  const unplaced = new Set<RunId>()
  const curves: Curve[] = []
  for (const run of runs) {
    const places = remembering(() => placesOf(source, run, axis))
    for (const { metric, smoothing } of wanted) {
      const { steps, values } = source.series(run, metric)
      if (steps.length === 0) continue
      const xs = places()(steps)
      if (!xs) {
        unplaced.add(run)
        continue
      }
      extent.add(xs)
      const line = (all: Float64Array): CurveLine => {
        const kept = thinned(request, steps, xs, all)
        return { steps: pick(steps, kept), xs: axis === 'step' ? null : pick(xs, kept), values: pick(all, kept) }
      }
      const smoothed = isPlain(smoothing) ? null : await smoothedOf(source, values, { run, metric, smoothing }, breathe)
      curves.push({ run, metric, raw: line(values), smooth: smoothed && line(smoothed) })
      await breathe()
    }
  }
  return { curves, extent: extent.range(), unplaced: [...unplaced] }
}

/**
 * Mean and spread of groups: each member smoothed by itself first. A metric is no axis of a band.
 * @throws what `breathe` throws
 */
export async function readBands(source: CurveSource, request: BandsRequest, breathe: Breathe): Promise<Bands> {
  const { groups, wanted, axis } = request
  const extent = createExtent(true)
  const bands: Band[] = []
  for (const { key, runs } of groups) {
    const places = new Map<RunId, Places>(
      runs.map((run) => [run, placesOf(source, run, isCurveClock(axis) ? axis : 'step')]),
    )
    for (const { metric, smoothing } of wanted) {
      const members: (Placed & { steps: Float64Array })[] = []
      for (const run of runs) {
        const { steps, values } = source.series(run, metric)
        const xs = steps.length > 0 ? places.get(run)?.(steps) : null
        if (xs) {
          const smoothed = await smoothedOf(source, values, { run, metric, smoothing }, breathe)
          members.push({ steps, xs, values: smoothed })
        }
        await breathe()
      }
      const [first] = members
      if (!first) continue
      const { xs, counts, mean, deviation, min, max } = spreadCurves(members)
      extent.add(xs)
      const edge = (side: 1 | -1) => mean.map((value, i) => value + side * (deviation[i] ?? NaN))
      const span = seen(request, xs)
      const kept = thinIndexes(xs, [mean, edge(1), edge(-1), min, max], bandPoints(request.points), span)
      const [at, of] = [pick(xs, kept), (values: Float64Array) => pick(values, kept)]
      const steps = axis === 'step' ? at : stepsAt(first, at)
      bands.push({
        ...{ key, metric, xs: at, steps, counts: of(counts), mean: of(mean) },
        ...{ deviation: of(deviation), min: of(min), max: of(max) },
      })
    }
  }
  return { bands, extent: extent.range() }
}

/** The curves of a band are extreme at much the same places, so that it needs fewer than five curves. */
function bandPoints(points: number): number {
  return (points * CURVES_OF_A_BAND) / 2
}

function thinned(request: CurvesRequest, steps: Float64Array, xs: Float64Array, values: Float64Array): number[] | null {
  // Over another metric a curve may go back: then it is thinned along its steps, and nothing is cut off.
  if (!isCurveClock(request.axis)) return thinIndexes(steps, [values, xs], request.points)
  return thinIndexes(xs, [values], request.points, seen(request, xs))
}

/** From the last point before the range to the first after it. */
function seen({ range }: { readonly range?: CurveRange | undefined }, xs: Float64Array): [number, number] {
  if (!range) return [0, xs.length]
  const from = Math.max(0, indexFrom(xs, range.min) - 1)
  return [Math.min(from, xs.length - 1), Math.min(xs.length, indexFrom(xs, range.max, true) + 1)]
}

/** The first index whose place is not below `x`, or is above it. */
function indexFrom(xs: Float64Array, x: number, above = false): number {
  let [low, high] = [0, xs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const at = xs[middle] ?? 0
    if (at < x || (above && at === x)) low = middle + 1
    else high = middle
  }
  return low
}

/** The last step of a member at each place. */
function stepsAt(
  { xs, steps }: { readonly xs: Float64Array; readonly steps: Float64Array },
  at: Float64Array,
): Float64Array {
  return at.map((x) => steps[Math.max(0, indexFrom(xs, x, true) - 1)] ?? 0)
}

function createExtent(ascends: boolean): { add(xs: Float64Array): void; range(): CurveRange | null } {
  let [min, max] = [Infinity, -Infinity]
  return {
    add(xs) {
      for (const x of ascends ? [xs[0] ?? NaN, xs.at(-1) ?? NaN] : xs) {
        if (x < min) min = x
        if (x > max) max = x
      }
    },
    range: () => (min <= max ? { min, max } : null),
  }
}

function remembering<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

import { MEDIAN_WINDOWS, type Smoothing } from '../contract/curves.ts'
import type { MetricSeries } from '../contract/runs.ts'
import { isPlain } from '../curves/smooth.ts'

/** A curve smoothed over all of its points, at those that are here. */
export interface Rung {
  readonly smoothing: Smoothing
  readonly values: Float64Array | Float32Array
}

export interface ReportedCurve extends MetricSeries {
  /** Of a curve that is here by some of its points: how it is smoothed, from weak to strong. */
  readonly smoothed?: readonly Rung[]
}

/**
 * Strengths at which curves are smoothed before their points are left out. Between two exponential means lies what is between
 * the two, more or less; of medians, of which that is not so, all that can be chosen are here.
 */
export const RUNGS: readonly Smoothing[] = [
  ...[0.3, 0.6, 0.9, 0.97, 0.99].map((weight) => ({ kind: 'exponential' as const, weight })),
  ...MEDIAN_WINDOWS.map((window) => ({ kind: 'median' as const, window })),
]

/** A curve at any strength: exact at a rung, between two of them in proportion. Null where nothing was smoothed before. */
export function smoothedBy({ values, smoothed = [] }: ReportedCurve, smoothing: Smoothing): Float64Array | null {
  if (isPlain(smoothing)) return values
  const rungs = smoothed
    .filter((rung) => rung.smoothing.kind === smoothing.kind)
    .map((rung) => ({ at: strengthOf(rung.smoothing), values: rung.values }))
    .sort((a, b) => a.at - b.at)
  if (rungs.length === 0) return null
  const at = strengthOf(smoothing)
  const below = rungs.filter((rung) => rung.at <= at).at(-1) ?? { at: 0, values }
  const above = rungs.find((rung) => rung.at >= at) ?? below
  if (above.at === below.at) return Float64Array.from(below.values)
  const share = (at - below.at) / (above.at - below.at)
  return Float64Array.from(below.values, (low, i) => {
    const high = above.values[i] ?? NaN
    // Where both are infinite, there is no difference to take a share of.
    return low === high ? low : low + share * (high - low)
  })
}

/** Grows as evenly as what is seen of it: 0 is no smoothing. */
function strengthOf(smoothing: Smoothing): number {
  if (smoothing.kind === 'none') return 0
  return smoothing.kind === 'exponential' ? -Math.log(1 - smoothing.weight) : Math.log(smoothing.window)
}

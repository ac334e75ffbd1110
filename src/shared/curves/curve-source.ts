import type { Smoothing } from '../contract/curves.ts'
import type { RunId } from '../contract/runs.ts'
import type { MetricName } from '../metrics.ts'
import type { Series } from './thin-series.ts'

/** Where curves are read from: a history, or the part of one that a report holds. */
export interface CurveSource {
  /** All points of a curve, steps ascending; empty where the run has none. */
  series(run: RunId, metric: MetricName): Series
  /** The curve smoothed at the same points, where that is known better than of these points; null where it is not. */
  smoothed?(run: RunId, metric: MetricName, smoothing: Smoothing): Float64Array | null
  /** When the steps of a run were evaluated, in milliseconds since 1970. */
  evaluationTimes(run: RunId): Series
}

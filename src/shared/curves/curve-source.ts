import type { RunId } from '../contract/runs.ts'
import type { MetricName } from '../metrics.ts'
import type { Series } from './thin-series.ts'

/** Where curves are read from: a history, or the part of one that a report holds. */
export interface CurveSource {
  /** All points of a curve, steps ascending; empty where the run has none. */
  series(run: RunId, metric: MetricName): Series
  /** When the steps of a run were evaluated, in milliseconds since 1970. */
  evaluationTimes(run: RunId): Series
}

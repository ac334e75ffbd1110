import type { CurveSource } from '../../shared/curves/curve-source.ts'
import type { Database } from './database.ts'
import { evaluationTimes } from './evaluations.ts'
import { readSeries } from './metrics.ts'

/** The curves of a history. */
export function curveSource(database: Database): CurveSource {
  return {
    series: (run, metric) => readSeries(database, run, metric),
    evaluationTimes: (run) => evaluationTimes(database, run),
  }
}

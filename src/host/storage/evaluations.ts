import type { Evaluated, RunId } from '../../shared/contract/runs.ts'
import type { MetricName } from '../../shared/metrics.ts'
import type { Database } from './database.ts'
import { metricsAt } from './metrics.ts'

/** Marks a step as evaluated; its numbers are among the metrics. */
export function putEvaluation(database: Database, run: RunId, step: number, time: number): void {
  database.prepare('INSERT OR REPLACE INTO evaluation (run, step, time) VALUES (?, ?, ?)').run(run, step, time)
}

export function wasEvaluated(database: Database, run: RunId): boolean {
  return database.prepare('SELECT 1 FROM evaluation WHERE run = ?').get(run) !== undefined
}

/** The newest evaluation of a run, whose best checkpoint `deciding` chooses; null before the first. */
export function lastEvaluation(database: Database, run: RunId, deciding: MetricName): Evaluated | null {
  const step = database
    .prepare<[string], number | null>('SELECT max(step) FROM evaluation WHERE run = ?')
    .pluck()
    .get(run)
  if (step === null || step === undefined) return null
  // The update that led there has logged at the same step.
  const measured = Object.entries(metricsAt(database, run, step)).filter(
    ([name]) => !name.startsWith('train/') || name === deciding,
  )
  return { step, metrics: Object.fromEntries(measured) }
}

/** When the steps of a run were evaluated, in milliseconds since 1970. Times ascend with the steps, but where the system's clock was set back. */
export function evaluationTimes(database: Database, run: RunId): { steps: Float64Array; values: Float64Array } {
  const rows = database
    .prepare<[string], [number, number]>('SELECT step, time FROM evaluation WHERE run = ? ORDER BY step')
    .raw()
    .all(run)
  return { steps: Float64Array.from(rows, ([step]) => step), values: Float64Array.from(rows, ([, time]) => time) }
}

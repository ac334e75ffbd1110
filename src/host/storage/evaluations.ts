import type { RunId } from '../../shared/contract/runs.ts'
import type { Database } from './database.ts'

/** Marks a step as evaluated; its numbers are among the metrics. */
export function putEvaluation(database: Database, run: RunId, step: number, time: number): void {
  database.prepare('INSERT OR REPLACE INTO evaluation (run, step, time) VALUES (?, ?, ?)').run(run, step, time)
}

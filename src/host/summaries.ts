import type { RunDetail, RunId, RunSummary } from '../shared/contract/runs.ts'
import type { TrainerProgress } from '../shared/contract/trainer.ts'
import type { Database } from './storage/database.ts'
import { latestMetrics } from './storage/metrics.ts'
import { type RunRow, configurationOf, getRun, listRuns, preparedOf, queuedRuns } from './storage/runs.ts'

/** What running workers say of themselves between two stored things. */
export type LiveProgress = ReadonlyMap<RunId, TrainerProgress>

/** Newest first. */
export function summarizeAll(database: Database, live: LiveProgress): RunSummary[] {
  const queue = queuedRuns(database)
  return listRuns(database).map((row) => summarizeRow(database, row, queue, live))
}

export function summarize(database: Database, run: RunId, live: LiveProgress): RunSummary {
  return summarizeRow(database, getRun(database, run), queuedRuns(database), live)
}

export function detail(database: Database, run: RunId, live: LiveProgress): RunDetail {
  const row = getRun(database, run)
  const summary = summarizeRow(database, row, queuedRuns(database), live)
  return { ...summary, configuration: configurationOf(row), prepared: preparedOf(row) }
}

function summarizeRow(database: Database, row: RunRow, queue: readonly RunId[], live: LiveProgress): RunSummary {
  const progress = live.get(row.id) ?? null
  return {
    run: row.id,
    name: row.name,
    preset: row.preset,
    dataName: row.data_name,
    seed: row.seed,
    state: row.state,
    reason: row.reason,
    created: row.created,
    updated: row.updated,
    step: Math.max(row.step, progress?.step ?? 0),
    steps: row.steps,
    parameters: preparedOf(row)?.parameters ?? null,
    latest: latestMetrics(database, row.id),
    best:
      row.best_step === null ? null : { metric: row.best_metric, value: row.best_value ?? NaN, step: row.best_step },
    progress,
    queuePosition: row.state === 'queued' ? queue.indexOf(row.id) + 1 : null,
  }
}

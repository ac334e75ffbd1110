import type { CheckpointInfo, RunId } from '../../shared/contract/runs.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import type { Database } from './database.ts'

/**
 * A run has one `last` and one `best` checkpoint; they may be the same file. Records take the place of what was
 * there. Call it in the transaction of the evaluation that they belong to.
 */
export function putCheckpoints(database: Database, run: RunId, records: readonly CheckpointRecord[]): void {
  const put = database.prepare(
    'INSERT OR REPLACE INTO checkpoint (run, kind, step, file, bytes) VALUES (?, ?, ?, ?, ?)',
  )
  for (const { kind, step, file, bytes } of records) put.run(run, kind, step, file, bytes)
}

export function listCheckpoints(database: Database, run: RunId): CheckpointRecord[] {
  return database
    .prepare<[string], CheckpointRecord>(
      'SELECT step, file, bytes, kind FROM checkpoint WHERE run = ? ORDER BY step DESC, kind DESC',
    )
    .all(run)
}

/** The checkpoint that a user named. */
export function findCheckpoint(
  database: Database,
  run: RunId,
  which: CheckpointInfo['kind'] | number,
): CheckpointRecord | null {
  const all = listCheckpoints(database, run)
  return all.find((record) => (typeof which === 'number' ? record.step : record.kind) === which) ?? null
}

import type { CheckpointInfo, RunId } from '../../shared/contract/runs.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import type { Database } from './database.ts'
import { prepared } from './sqlite.ts'

/**
 * A run has one `last` and one `best` checkpoint, which may be the same file, and one `kept` a step. Records take the
 * place of what was there. Call it in the transaction of the evaluation that they belong to.
 */
export function putCheckpoints(database: Database, run: RunId, records: readonly CheckpointRecord[]): void {
  const put = database.prepare(
    'INSERT OR REPLACE INTO checkpoint (run, kind, step, file, bytes) VALUES (?, ?, ?, ?, ?)',
  )
  const keep = database.prepare('INSERT OR REPLACE INTO kept_checkpoint (run, step, file, bytes) VALUES (?, ?, ?, ?)')
  for (const { kind, step, file, bytes } of records) {
    if (kind === 'kept') keep.run(run, step, file, bytes)
    else put.run(run, kind, step, file, bytes)
  }
}

/** Newest first. */
export function listCheckpoints(database: Database, run: RunId): CheckpointRecord[] {
  return prepared<[string, string], CheckpointRecord>(
    database,
    `SELECT step, file, bytes, kind FROM checkpoint WHERE run = ?
     UNION ALL SELECT step, file, bytes, 'kept' FROM kept_checkpoint WHERE run = ?
     ORDER BY step DESC, kind DESC`,
  ).all(run, run)
}

/** Those that stay beside best and last, oldest first. */
export function listKept(database: Database, run: RunId): CheckpointRecord[] {
  return listCheckpoints(database, run)
    .filter(({ kind }) => kind === 'kept')
    .reverse()
}

/** Makes the best and the last checkpoint kept ones where they are of other steps than these. Call it in a transaction. */
export function keepFormer(
  database: Database,
  run: RunId,
  steps: Readonly<Record<'best' | 'last', number | null>>,
): void {
  const keep = database.prepare('INSERT OR IGNORE INTO kept_checkpoint (run, step, file, bytes) VALUES (?, ?, ?, ?)')
  const drop = database.prepare('DELETE FROM checkpoint WHERE run = ? AND kind = ?')
  for (const { kind, step, file, bytes } of listCheckpoints(database, run)) {
    if (kind === 'kept' || steps[kind] === step) continue
    keep.run(run, step, file, bytes)
    drop.run(run, kind)
  }
}

/** Forgets kept checkpoints; their files are left to whoever calls. */
export function dropKept(database: Database, run: RunId, steps: readonly number[]): void {
  const drop = database.prepare('DELETE FROM kept_checkpoint WHERE run = ? AND step = ?')
  for (const step of steps) drop.run(run, step)
}

/** The checkpoint that a user named; of a step the kept one, where there is one: it stays. */
export function findCheckpoint(
  database: Database,
  run: RunId,
  which: CheckpointInfo['kind'] | number,
): CheckpointRecord | null {
  const all = listCheckpoints(database, run)
  if (typeof which !== 'number') return all.find(({ kind }) => kind === which) ?? null
  const there = all.filter(({ step }) => step === which)
  return there.find(({ kind }) => kind === 'kept') ?? there[0] ?? null
}

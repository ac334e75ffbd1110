import type { LogLine, RunId } from '../../shared/contract/runs.ts'
import type { Database } from './database.ts'

export function insertLog(database: Database, run: RunId, line: LogLine): void {
  database
    .prepare('INSERT INTO log (run, time, level, text) VALUES (?, ?, ?, ?)')
    .run(run, line.time, line.level, line.text)
}

/** Oldest first. */
export function listLog(database: Database, run: RunId): LogLine[] {
  return database.prepare<[string], LogLine>('SELECT time, level, text FROM log WHERE run = ? ORDER BY id').all(run)
}

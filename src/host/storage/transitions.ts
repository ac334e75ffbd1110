import type { RunId, Transition } from '../../shared/contract/runs.ts'
import type { RunState } from '../../shared/run-state.ts'
import type { Database } from './database.ts'

interface Row {
  time: number
  from_state: RunState | null
  to_state: RunState
  reason: string
}

export function insertTransition(database: Database, run: RunId, { time, from, to, reason }: Transition): void {
  database
    .prepare('INSERT INTO transition (run, time, from_state, to_state, reason) VALUES (?, ?, ?, ?, ?)')
    .run(run, time, from, to, reason)
}

/** In the order they happened. */
export function listTransitions(database: Database, run: RunId): Transition[] {
  return database
    .prepare<[string], Row>('SELECT time, from_state, to_state, reason FROM transition WHERE run = ? ORDER BY id')
    .all(run)
    .map((row) => ({ time: row.time, from: row.from_state, to: row.to_state, reason: row.reason }))
}

import type { RunId } from '../../shared/contract/runs.ts'
import type { SweepId, SweepState } from '../../shared/contract/sweeps.ts'
import type { MetricName } from '../../shared/metrics.ts'
import type { Decision } from '../../shared/sweeps/decisions.ts'
import type { RunState } from '../../shared/run-state.ts'
import { type Database, prepared } from './sqlite.ts'

/** A row of `sweep`. */
export interface SweepRow {
  readonly id: SweepId
  readonly name: string
  readonly sweep_json: string
  readonly state: SweepState
  readonly reason: string
  readonly created: number
  readonly updated: number
  /** Where its tasks lie; null where it trains in the queue of this host. */
  readonly folder: string | null
  /** Tasks that have not come in from there yet. */
  readonly open_tasks: number
}

/** A row of `sweep_run`, with what the history knows of its run; null where that was deleted. */
export interface SweepRunRow {
  readonly number: number
  readonly digest: string
  readonly label: string
  readonly point_json: string
  readonly steps: number
  /** 1 where it goes on as soon as its sweep and its worker let it: it ended with the sweep, or was told to go on. */
  readonly held: 0 | 1
  readonly run: RunId | null
  readonly state: RunState | null
  readonly reason: string | null
  readonly step: number | null
  /** Steps from one evaluation to the next; 1 of a run that is finished, which has none ahead. */
  readonly every: number
}

/** Last made first. */
export function listSweeps(database: Database): SweepRow[] {
  return database.prepare<[], SweepRow>('SELECT * FROM sweep ORDER BY created DESC, rowid DESC').all()
}

export function findSweep(database: Database, id: SweepId): SweepRow | undefined {
  return prepared<[string], SweepRow>(database, 'SELECT * FROM sweep WHERE id = ?').get(id)
}

export function putSweep(database: Database, row: Omit<SweepRow, 'folder' | 'open_tasks'>): void {
  database
    .prepare(
      `INSERT INTO sweep (id, name, sweep_json, state, reason, created, updated)
       VALUES (@id, @name, @sweep_json, @state, @reason, @created, @updated)
       ON CONFLICT (id) DO UPDATE SET name = @name, sweep_json = @sweep_json, state = @state, reason = @reason, updated = @updated`,
    )
    .run(row)
}

/** A sweep whose runs train elsewhere: where, how many of them are yet to come, and in words how it stands. */
export function setSweepFolder(
  database: Database,
  {
    id,
    folder,
    open_tasks,
    reason,
    updated,
  }: Pick<SweepRow, 'id' | 'open_tasks' | 'reason' | 'updated'> & { folder: string | null },
): void {
  database
    .prepare('UPDATE sweep SET folder = ?, open_tasks = ?, reason = ?, updated = ? WHERE id = ?')
    .run(folder, open_tasks, reason, updated, id)
}

export function setSweepState(database: Database, id: SweepId, state: SweepState, reason: string, time: number): void {
  database.prepare('UPDATE sweep SET state = ?, reason = ?, updated = ? WHERE id = ?').run(state, reason, time, id)
}

/** Its runs stay. */
export function deleteSweep(database: Database, id: SweepId): void {
  database.transaction(() => {
    database.prepare('UPDATE run SET sweep = NULL, sweep_number = NULL WHERE sweep = ?').run(id)
    database.prepare('DELETE FROM sweep WHERE id = ?').run(id)
  })()
}

/** In their order; of runs that were deleted, be it with a way back, only the plan is there. */
export function listSweepRuns(database: Database, sweep: SweepId): SweepRunRow[] {
  return prepared<[string], SweepRunRow>(
    database,
    `SELECT sweep_run.number, digest, label, point_json, sweep_run.steps, held,
       run.id AS run, run.state, run.reason, run.step,
       CASE run.state WHEN 'finished' THEN 1
         ELSE coalesce(json_extract(run.configuration_json, '$.evaluation.every'), 1) END AS every
     FROM sweep_run
       LEFT JOIN run ON run.sweep = sweep_run.sweep AND run.sweep_number = sweep_run.number AND run.discarded IS NULL
     WHERE sweep_run.sweep = ? ORDER BY sweep_run.number`,
  ).all(sweep)
}

export type NewSweepRun = Pick<SweepRunRow, 'number' | 'digest' | 'label' | 'point_json' | 'steps'>

export function insertSweepRun(database: Database, sweep: SweepId, row: NewSweepRun): void {
  prepared(
    database,
    `INSERT INTO sweep_run (sweep, number, digest, label, point_json, steps)
     VALUES (@sweep, @number, @digest, @label, @point_json, @steps)`,
  ).run({ sweep, ...row })
}

/** Says otherwise what a run differs in. */
export function renameSweepRun(
  database: Database,
  sweep: SweepId,
  row: Pick<SweepRunRow, 'number' | 'label' | 'point_json'>,
): void {
  prepared(
    database,
    'UPDATE sweep_run SET label = @label, point_json = @point_json WHERE sweep = @sweep AND number = @number',
  ).run({ sweep, ...row })
}

/** The number that is wanted, or where another run of the sweep has it the one behind the last. */
export function freeSweepNumber(database: Database, sweep: SweepId, wanted: number): number {
  const found = prepared<[number, string], { last: number | null; taken: number | null }>(
    database,
    'SELECT max(number) AS last, max(number = ?) AS taken FROM sweep_run WHERE sweep = ?',
  ).get(wanted, sweep)
  return found?.taken === 1 ? (found.last ?? 0) + 1 : wanted
}

/** Makes a run that came from elsewhere one of a sweep. */
export function joinSweep(database: Database, run: RunId, { id, number }: { id: SweepId; number: number }): void {
  database.prepare('UPDATE run SET sweep = ?, sweep_number = ? WHERE id = ?').run(id, number, run)
}

/** The same where it is of no sweep yet and none has its place, be it one that was deleted with a way back. Says whether it is so now. */
export function joinSweepIfFree(
  database: Database,
  run: RunId,
  { id, number }: { id: SweepId; number: number },
): boolean {
  const { changes } = prepared(
    database,
    `UPDATE run SET sweep = @id, sweep_number = @number WHERE id = @run AND sweep IS NULL
     AND NOT EXISTS (SELECT 1 FROM run WHERE sweep = @id AND sweep_number = @number)`,
  ).run({ run, id, number })
  return changes > 0
}

/** A run becomes one of its own, and its place in the sweep free. */
export function leaveSweep(database: Database, run: RunId): void {
  prepared(database, 'UPDATE run SET sweep = NULL, sweep_number = NULL WHERE id = ?').run(run)
}

/** Whether runs ended with the sweep, and so go on with it. */
export function setHeld(database: Database, sweep: SweepId, numbers: readonly number[], held: boolean): void {
  const put = database.prepare('UPDATE sweep_run SET held = ? WHERE sweep = ? AND number = ?')
  database.transaction(() => numbers.forEach((number) => put.run(held ? 1 : 0, sweep, number)))()
}

/** A run that waits again was let go on, whoever did that. */
export function releaseFromSweep(database: Database, run: RunId): void {
  prepared(
    database,
    `UPDATE sweep_run SET held = 0
     WHERE held = 1 AND (sweep, number) = (SELECT sweep, sweep_number FROM run WHERE id = ?)`,
  ).run(run)
}

/** Of a run of a sweep; undefined of other runs. */
export function sweepOfRun(database: Database, run: RunId): { sweep: SweepId; number: number } | undefined {
  return prepared<[string], { sweep: SweepId; number: number }>(
    database,
    'SELECT sweep, sweep_number AS number FROM run WHERE id = ? AND sweep IS NOT NULL AND discarded IS NULL',
  ).get(run)
}

const DECISION = 'number, rung, step, value, verdict, among'
type TimedDecision = Decision & { readonly time: number }
type Stored<Row extends Decision> = Omit<Row, 'value'> & { readonly value: number | null }

/** In the order in which they were taken. */
export function listDecisions(database: Database, sweep: SweepId): Decision[] {
  const sql = `SELECT ${DECISION} FROM sweep_decision WHERE sweep = ? ORDER BY place`
  return prepared<[string], Stored<Decision>>(database, sql).all(sweep).map(withNaN)
}

/** The same with when that was, in milliseconds since 1970. */
export function listTimedDecisions(database: Database, sweep: SweepId): TimedDecision[] {
  const sql = `SELECT ${DECISION}, time FROM sweep_decision WHERE sweep = ? ORDER BY place`
  return prepared<[string], Stored<TimedDecision>>(database, sql).all(sweep).map(withNaN)
}

const withNaN = <Row extends { readonly value: number | null }>(row: Row) => ({ ...row, value: row.value ?? NaN })

export function insertDecision(database: Database, sweep: SweepId, decision: Decision, time: number): void {
  const { value } = decision
  prepared(
    database,
    `INSERT INTO sweep_decision (sweep, place, number, rung, step, value, verdict, among, time)
     VALUES (@sweep, (SELECT coalesce(max(place), 0) + 1 FROM sweep_decision WHERE sweep = @sweep),
       @number, @rung, @step, @value, @verdict, @among, @time)`,
  ).run({ ...decision, sweep, time, value: Number.isNaN(value) ? null : value })
}

/** What a metric was at the evaluations of a run, by ascending steps; NaN where an evaluation lacks it. */
export function evaluatedValues(database: Database, run: RunId, metric: MetricName): { step: number; value: number }[] {
  return prepared<[string, string], { step: number; value: number | null }>(
    database,
    `SELECT evaluation.step, value FROM evaluation
       LEFT JOIN metric ON metric.run = evaluation.run AND metric.step = evaluation.step
         AND metric.metric = (SELECT id FROM metric_name WHERE name = ?)
     WHERE evaluation.run = ? ORDER BY evaluation.step`,
  )
    .all(metric, run)
    .map(({ step, value }) => ({ step, value: value ?? NaN }))
}

/** Lets a waiting run of a sweep start before those of its sweep that wait. */
export function putFirstOfSweep(database: Database, run: RunId, sweep: SweepId): void {
  database
    .prepare(
      `UPDATE run SET queue_order = coalesce(
         (SELECT min(queue_order) FROM run WHERE sweep = @sweep AND state = 'queued' AND id <> @run), queue_order)
       WHERE id = @run AND state = 'queued'`,
    )
    .run({ run, sweep })
}

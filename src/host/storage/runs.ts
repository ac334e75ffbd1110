import { type Configuration, configurationSchema } from '../../shared/config/configuration.ts'
import { fromStored } from '../../shared/config/stored.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { PreparedInfo } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { MetricName } from '../../shared/metrics.ts'
import { type RunState, canTransition } from '../../shared/run-state.ts'
import { isDamage } from '../../shared/system-errors.ts'
import { forgetLatest } from './metrics.ts'
import { possibleRowids, salvageTable } from './salvage.ts'
import { type Database, prepared } from './sqlite.ts'
import { parseStored } from './stored-json.ts'
import { releaseFromSweep } from './sweeps.ts'
import { insertTransition } from './transitions.ts'

/** A row of `run`; what hangs off it is in other tables. */
export interface RunRow {
  readonly id: RunId
  readonly name: string
  readonly preset: string
  readonly data_name: string
  readonly seed: number
  readonly configuration_json: string
  readonly prepared_json: string | null
  readonly state: RunState
  readonly reason: string
  readonly created: number
  readonly updated: number
  readonly step: number
  readonly steps: number
  readonly queue_order: number | null
  readonly best_metric: MetricName
  readonly best_value: number | null
  readonly best_step: number | null
  readonly score_module: string | null
  readonly sequence: number
  readonly keeps_place: 0 | 1
  readonly starred: 0 | 1
  readonly archived: 0 | 1
  readonly note: string
  readonly colour: string | null
  /** When it was deleted with a way back; null while it is not. */
  readonly discarded: number | null
  /** The sweep that it belongs to, and which of its runs it is. */
  readonly sweep: string | null
  readonly sweep_number: number | null
}

export interface NewRun {
  readonly id: RunId
  readonly name: string
  readonly dataName: string
  readonly configuration: Configuration
  /** Digest of the score of the user's own that it is trained with. */
  readonly score?: string | undefined
  /** The sweep that it is made for, and which of its runs it is. */
  readonly sweep?: { readonly id: string; readonly number: number } | undefined
}

/** Stores a run as `queued`, behind those that wait. */
export function insertRun(database: Database, run: NewRun, time: number): void {
  insert(database, run, { state: 'queued', reason: '', step: 0, steps: run.configuration.training.steps, time })
}

/** Stores a run that was not trained here as `finished` at its step. */
export function insertFinishedRun(
  database: Database,
  run: NewRun,
  { step, reason, time }: { step: number; reason: string; time: number },
): void {
  insert(database, run, { state: 'finished', reason, step, steps: step, time })
}

type Beginning = Pick<RunRow, 'state' | 'reason' | 'step' | 'steps'> & { readonly time: number }

/** Stores a run and the first line of its history. */
function insert(
  database: Database,
  { id, name, dataName, configuration, score, sweep }: NewRun,
  { state, reason, step, steps, time }: Beginning,
): void {
  const { preset, seed, training } = configuration
  database.transaction(() => {
    database
      .prepare(
        `INSERT INTO run (id, name, preset, data_name, seed, configuration_json, best_metric, score_module,
           state, reason, created, updated, step, steps, sequence, queue_order)
         VALUES (@id, @name, @preset, @dataName, @seed, @configuration, @metric, @score,
           @state, @reason, @time, @time, @step, @steps,
           (SELECT coalesce(max(sequence), 0) + 1 FROM run), ${queueOrder(state, null)})`,
      )
      .run({
        id,
        name,
        preset,
        dataName,
        seed,
        configuration: JSON.stringify(configuration),
        metric: training.earlyStopping.metric,
        score: score ?? null,
        state,
        reason,
        time,
        step,
        steps,
      })
    if (sweep) {
      prepared(database, 'UPDATE run SET sweep = ?, sweep_number = ? WHERE id = ?').run(sweep.id, sweep.number, id)
    }
    insertTransition(database, id, { time, from: null, to: state, reason })
  })()
}

/** SQL for the place in the queue of a run that comes into a state: the last, or none. One that was paused is the first: it holds memory. */
function queueOrder(to: RunState, from: RunState | null): string {
  if (to !== 'queued') return 'NULL'
  return from === 'paused'
    ? '(SELECT coalesce(min(queue_order), 1) - 1 FROM run)'
    : '(SELECT coalesce(max(queue_order), 0) + 1 FROM run)'
}

/** A run that is in the history, as users see it. @throws not-found, also for one that was discarded */
export function getRun(database: Database, run: RunId): RunRow {
  const row = getStoredRun(database, run)
  if (row.discarded === null) return row
  throw noRun(run)
}

/** Also one that was discarded. @throws not-found */
export function getStoredRun(database: Database, run: RunId): RunRow {
  const row = orSalvaged(
    () => prepared<[string], RunRow>(database, 'SELECT * FROM run WHERE id = ?').get(run),
    () => salvagedRuns(database).find(({ id }) => id === run),
  )
  if (row) return row
  throw noRun(run)
}

function noRun(run: RunId): SaccadeError {
  return new SaccadeError('not-found', `There is no run “${run}”`, {
    hint: { terminal: '`saccade runs` lists the runs there are.', window: 'It may have been deleted.' },
  })
}

export function hasRun(database: Database, run: RunId): boolean {
  return prepared(database, 'SELECT 1 FROM run WHERE id = ?').get(run) !== undefined
}

/** Newest first, discarded ones too; of a damaged history those that can be read. */
export function listRuns(database: Database): RunRow[] {
  return orSalvaged(
    () => allRuns(database),
    () => salvagedRuns(database),
  )
}

/** False where the history is damaged so that `listRuns` cannot give all. */
export function isRunListWhole(database: Database): boolean {
  return orSalvaged(
    () => allRuns(database).length >= 0,
    () => false,
  )
}

function allRuns(database: Database): RunRow[] {
  return database.prepare<[], RunRow>('SELECT * FROM run ORDER BY sequence DESC').all()
}

function salvagedRuns(database: Database): RunRow[] {
  const runs = new Map<RunId, RunRow>()
  const take = (row: RunRow): void => void runs.set(row.id, row)
  salvageTable<RunRow>(database, 'run', () => possibleRowids(database), take, { safeIntegers: false })
  return [...runs.values()].sort((a, b) => b.sequence - a.sequence)
}

function orSalvaged<Result>(read: () => Result, salvage: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (isDamage(error)) return salvage()
    throw error
  }
}

/** Waiting runs in the order in which they will start. */
export function queuedRuns(database: Database): RunId[] {
  const sql = "SELECT id FROM run WHERE state = 'queued' ORDER BY queue_order, sequence"
  return orSalvaged(
    () => database.prepare<[], string>(sql).pluck().all(),
    () => [], // nothing of a damaged history is started
  )
}

/** Lets waiting runs start in this order; all of them are named. */
export function setQueueOrder(database: Database, runs: readonly RunId[]): void {
  const put = database.prepare("UPDATE run SET queue_order = ? WHERE id = ? AND state = 'queued'")
  database.transaction(() => runs.forEach((run, index) => put.run(index + 1, run)))()
}

/** @throws storage when the stored configuration no longer fits the schema */
export function configurationOf(row: RunRow): Configuration {
  const stored = parseStored(row.configuration_json, `The configuration of run ${row.id}`)
  const parsed = configurationSchema.safeParse(fromStored(stored))
  if (parsed.success) return parsed.data
  throw new SaccadeError('storage', `The configuration of run ${row.id} does not fit this version of Saccade`, {
    hint: 'Use the version that the run was made with.',
    cause: parsed.error,
  })
}

export function preparedOf(row: RunRow): PreparedInfo | null {
  return row.prepared_json === null
    ? null
    : (parseStored(row.prepared_json, `What run ${row.id} found out`) as PreparedInfo)
}

/**
 * Moves a run to another state: the row and its history in one transaction, together with what `effect` writes.
 * @throws wrong-state when the state machine has no such edge
 */
export function moveRun(
  database: Database,
  run: RunId,
  to: RunState,
  { reason, time, effect }: { reason: string; time: number; effect?: () => void },
): void {
  database.transaction(() => {
    const { state: from } = getStoredRun(database, run)
    if (!canTransition(from, to)) {
      throw new SaccadeError('wrong-state', `Run ${run} is ${from} and cannot become ${to}`)
    }
    database
      .prepare(
        `UPDATE run SET state = ?, reason = ?, updated = ?, keeps_place = 0, queue_order = ${queueOrder(to, from)} WHERE id = ?`,
      )
      .run(to, reason, time, run)
    if (to === 'queued') releaseFromSweep(database, run)
    insertTransition(database, run, { time, from, to, reason })
    effect?.()
  })()
}

export function setPrepared(database: Database, run: RunId, prepared: PreparedInfo): void {
  database.prepare('UPDATE run SET prepared_json = ? WHERE id = ?').run(JSON.stringify(prepared), run)
}

/** The furthest step that is known of. */
export function setStep(database: Database, run: RunId, step: number, time: number): void {
  database.prepare('UPDATE run SET step = ?, updated = ? WHERE id = ?').run(step, time, run)
}

export function setBest(database: Database, run: RunId, best: { value: number; step: number }): void {
  database.prepare('UPDATE run SET best_value = ?, best_step = ? WHERE id = ?').run(best.value, best.step, run)
}

/** Of a paused run: no other may start in its place until it leaves that state. */
export function keepPlace(database: Database, run: RunId): void {
  database.prepare('UPDATE run SET keeps_place = 1 WHERE id = ?').run(run)
}

/** Gives runs that exist one name, all or none. */
export function renameRuns(database: Database, runs: readonly RunId[], name: string): void {
  const put = database.prepare('UPDATE run SET name = ? WHERE id = ?')
  database.transaction(() => {
    for (const run of runs) put.run(name, run)
  })()
}

/** Deletes runs with everything stored of them, by the foreign keys. */
export function deleteRuns(database: Database, runs: readonly RunId[]): void {
  const drop = database.prepare('DELETE FROM run WHERE id = ?')
  database.transaction(() => {
    for (const run of runs) {
      drop.run(run)
      forgetLatest(database, run)
    }
  })()
}

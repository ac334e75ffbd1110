// Runs that come in bit by bit. Until all of one is there it is one that was deleted: in no list, and removed with
// everything stored of it when a host starts, whatever became of the one that took it in.
import type { ScoreModule } from '../../shared/contract/scores.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { forgetLatest } from './metrics.ts'
import type { RunRow } from './runs.ts'
import type { Database } from './sqlite.ts'

/** Discarded before anything was. */
const HIDDEN = 0

type ImportedRow = Omit<
  RunRow,
  'sequence' | 'queue_order' | 'keeps_place' | 'discarded' | 'score_module' | 'sweep' | 'sweep_number'
>
const COLUMNS = [
  ...['id', 'name', 'preset', 'data_name', 'seed', 'configuration_json', 'prepared_json', 'state', 'reason', 'created'],
  ...['updated', 'step', 'steps', 'best_metric', 'best_value', 'best_step', 'starred', 'archived', 'note', 'colour'],
] as const satisfies readonly (keyof ImportedRow)[]

/** Stores the row of a run that nobody sees yet. */
export function insertHiddenRun(database: Database, row: ImportedRow, tags: readonly string[]): void {
  const columns = COLUMNS.join(', ')
  const values = COLUMNS.map((name) => `@${name}`).join(', ')
  const addTag = database.prepare('INSERT OR IGNORE INTO tag (run, tag) VALUES (?, ?)')
  database.transaction(() => {
    database
      .prepare(
        `INSERT INTO run (${columns}, discarded, sequence)
         VALUES (${values}, ${HIDDEN}, (SELECT coalesce(max(sequence), 0) + 1 FROM run))`,
      )
      .run(row)
    for (const tag of tags) addTag.run(row.id, tag)
  })()
}

/** Lets such a run be seen. The code of its score is kept, not trusted. Call it in the transaction of all that came with it. */
export function showRun(database: Database, run: RunId, score: ScoreModule | null): void {
  if (score) {
    database
      .prepare('INSERT INTO score_module (digest, file, content, trusted) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING')
      .run(score.digest, score.file, score.content)
  }
  database.prepare('UPDATE run SET discarded = NULL, score_module = ? WHERE id = ?').run(score?.digest ?? null, run)
}

/**
 * Moves what came in bit by bit under `from` to the run that it is of and that lacked it; what that one has stays as it is. The
 * checkpoints are left to whoever calls, with their files. Call it in the transaction of all that came with it.
 */
export function moveToRun(database: Database, from: RunId, to: RunId): void {
  const move = (sql: string) => database.prepare(sql).run({ from, to })
  move(`INSERT OR IGNORE INTO watched (run, sentence, source_json, reference_json, alignment_json)
    SELECT @to, sentence, source_json, reference_json, alignment_json FROM watched WHERE run = @from`)
  move(
    `INSERT OR IGNORE INTO snapshot (run, sentence, step, text) SELECT @to, sentence, step, text FROM snapshot WHERE run = @from`,
  )
  move('UPDATE OR IGNORE attention SET run = @to WHERE run = @from')
  move('UPDATE OR IGNORE output SET run = @to WHERE run = @from')
}

/**
 * Lets a later state of a run, which came in bit by bit under `from`, take the place of the one that is here: what was measured of it, its log
 * and what became of it. Its name and its marks stay, and sentences and outputs that the later one lacks. The checkpoints are left to
 * whoever calls. Call it in the transaction of all that came with it.
 */
export function takePlace(database: Database, from: RunId, to: RunId): void {
  const move = (sql: string) => database.prepare(sql).run({ from, to })
  // What is here the later one begins with.
  for (const table of ['metric', 'evaluation']) move(`UPDATE OR IGNORE ${table} SET run = @to WHERE run = @from`)
  for (const table of ['curve_part', 'log', 'transition']) {
    database.prepare(`DELETE FROM ${table} WHERE run = ?`).run(to)
    move(`UPDATE ${table} SET run = @to WHERE run = @from`)
  }
  moveToRun(database, from, to)
  const columns = [
    'state',
    'reason',
    'updated',
    'step',
    'steps',
    'prepared_json',
    'best_metric',
    'best_value',
    'best_step',
  ]
  const values = columns.join(', ')
  move(`UPDATE run SET (${values}) = (SELECT ${values} FROM run WHERE id = @from) WHERE id = @to`)
  forgetLatest(database, to)
}

/** Runs that may be the same as one that was made at this time with this seed, deleted ones too. */
export function possibleTwins(database: Database, { created, seed }: Pick<RunRow, 'created' | 'seed'>): RunRow[] {
  return database
    .prepare<[number, number], RunRow>('SELECT * FROM run WHERE created = ? AND seed = ? AND discarded IS NOT 0')
    .all(created, seed)
}

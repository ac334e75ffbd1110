import { SaccadeError } from '../../shared/errors.ts'
import { systemCode } from '../../shared/system-errors.ts'
import { openDatabase } from './database.ts'
import type { Database } from './sqlite.ts'

/**
 * What questions may rely on: later versions keep these names and columns, however the tables behind them are laid out.
 * They are made on the connection that asks, so that nothing is written, and so that other programs can make them too.
 */
export const HISTORY_VIEWS = `
CREATE TEMP VIEW runs AS
  SELECT id AS run, name, preset, data_name AS data, seed, state, reason,
    datetime(created / 1000, 'unixepoch') AS created, datetime(updated / 1000, 'unixepoch') AS updated,
    step, steps, best_metric, best_value, best_step,
    json_extract(prepared_json, '$.parameters') AS parameters,
    starred, archived, note, (SELECT group_concat(tag, ' ') FROM main.tag WHERE tag.run = id) AS tags,
    configuration_json AS configuration
  FROM main.run WHERE discarded IS NULL;

CREATE TEMP VIEW metrics AS
  SELECT metric.run, metric_name.name AS metric, metric.step, metric.value
  FROM main.metric JOIN main.metric_name ON metric_name.id = metric.metric JOIN main.run ON run.id = metric.run
  WHERE run.discarded IS NULL;

CREATE TEMP VIEW evaluations AS
  SELECT evaluation.run, evaluation.step, datetime(evaluation.time / 1000, 'unixepoch') AS time,
    metric_name.name AS metric, metric.value
  FROM main.evaluation JOIN main.run ON run.id = evaluation.run
    JOIN main.metric ON metric.run = evaluation.run AND metric.step = evaluation.step
    JOIN main.metric_name ON metric_name.id = metric.metric
  WHERE run.discarded IS NULL AND metric_name.name LIKE 'valid/%';

CREATE TEMP VIEW attention AS
  SELECT attention.run, attention.step, attention.sentence, attention.mode, snapshot.text AS output,
    attention.source_json AS source, attention.target_json AS target, attention.layers, attention.heads, attention.weights
  FROM main.attention JOIN main.snapshot USING (run, sentence, step) JOIN main.run ON run.id = attention.run
  WHERE run.discarded IS NULL;
`

/** Whole numbers are exact: bigints, whatever their size. */
export type SqlValue = string | number | bigint | Uint8Array | null

export interface Answer {
  readonly columns: readonly string[]
  readonly rows: IterableIterator<readonly SqlValue[]>
  close(): void
}

/** Asks a history, which is only read. @throws bad-usage for what is no question, or cannot be answered; storage, newer-version */
export function askHistory(file: string, sql: string): Answer {
  const database = openDatabase(file, { readonly: true })
  try {
    database.exec(HISTORY_VIEWS)
    database.pragma('query_only = ON')
    const statement = prepare(database, sql)
    const rows = statement.raw().safeIntegers().iterate()
    return {
      columns: statement.columns().map(({ name }) => name),
      rows: telling(rows),
      close() {
        rows.return?.() // where nobody has asked for them to their end
        database.close()
      },
    }
  } catch (error) {
    database.close()
    throw explainedQuestion(error)
  }
}

function prepare(database: Database, sql: string) {
  const statement = database.prepare<[], readonly SqlValue[]>(sql)
  if (statement.reader && statement.readonly) return statement
  throw new SaccadeError('bad-usage', 'The history is only asked, and this would not give rows', { hint: HINT })
}

function* telling<Row>(rows: IterableIterator<Row>): IterableIterator<Row> {
  try {
    yield* rows
  } catch (error) {
    throw explainedQuestion(error)
  }
}

const HINT =
  'Ask for example: SELECT run, name, best_value FROM runs. The views are runs, metrics, evaluations and attention; docs/history.md tells their columns.'

function explainedQuestion(error: unknown): unknown {
  const isOfSql = systemCode(error) === 'SQLITE_ERROR' || error instanceof RangeError || error instanceof TypeError
  if (!isOfSql) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new SaccadeError('bad-usage', `The history cannot answer that: ${reason}`, { hint: HINT, cause: error })
}

import { createHash } from 'node:crypto'
import type { RunId } from '../../shared/contract/runs.ts'
import { systemCode } from '../../shared/system-errors.ts'
import { hasParts, packCurves } from './curve-parts.ts'
import { openDatabase } from './database.ts'
import { openDamaged } from './mend-tables.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { type Candidates, type Gap, type Row, isUnreadable, possibleRowids, salvageTable } from './salvage.ts'
import { TABLE_WORDS } from './soundness.ts'
import { type Database, openFile } from './sqlite.ts'

/** Something that could not be brought over. */
export interface Lost {
  /** Null where it cannot be told whose it was. */
  readonly run: RunId | null
  readonly part: string
  readonly detail: string
}

export interface RescuedHistory {
  readonly runs: number
  readonly rows: number
  readonly lost: Lost[]
}

/** Each after those that its rows refer to. */
const TABLES = [
  ...['score_module', 'run', 'metric_name', 'transition', 'evaluation', 'checkpoint', 'watched'],
  ...['kept_checkpoint', 'log', 'metric', 'snapshot', 'attention', 'tag', 'board', 'preference', 'pair_list', 'output'],
  ...['dataset', 'dataset_tag', 'sweep', 'sweep_run', 'sweep_decision'],
]
/** Rows that are found by an index as well, by run: what it counts and the table does not give is lost. */
const INDEX_BY_RUN: Readonly<Record<string, string>> = {
  transition: 'transition_of_run',
  log: 'log_of_run',
  attention: 'sqlite_autoindex_attention_1',
}
const MOST_SENTENCES = 128
const ROWS_A_TRANSACTION = 20_000

/** A run whose row is lost, as its newest checkpoint tells of it. */
export interface RecalledRun {
  readonly id: RunId
  readonly name: string
  readonly preset: string
  readonly dataName: string
  readonly seed: number
  readonly configuration: string // JSON
  readonly bestMetric: string
  readonly step: number
  readonly steps: number
  /** When the checkpoint was written, in milliseconds since 1970. */
  readonly time: number
}

export interface RescueHelp {
  /** Hears what is being read. */
  readonly tell: (what: string) => void
  /** Gives stand-ins for runs whose rows are lost; `known` are not. */
  readonly recall: (known: ReadonlySet<RunId>) => Promise<readonly RecalledRun[]>
}

/**
 * Brings what is whole of a damaged history into a new one, table by table. `copy` is a copy of the damaged one with its
 * log, which is changed.
 */
export async function rescueHistory(copy: string, fresh: string, help: RescueHelp): Promise<RescuedHistory> {
  const from = openDamaged(copy)
  try {
    const version = Number(from.pragma('user_version', { simple: true })) || MIGRATIONS.length
    // Of the damaged one's own version first: then the rows fit, and the migrations change them as they would have.
    openDatabase(fresh, { migrations: MIGRATIONS.slice(0, version) }).close()
    const to = openFile(fresh)
    let rescued: RescuedHistory
    try {
      to.pragma('journal_mode = MEMORY')
      to.pragma('synchronous = OFF') // whatever is interrupted here is begun anew
      to.pragma('foreign_keys = ON')
      rescued = await copyTables(from, to, help)
      if (hasParts(to)) packCurves(to, help.tell) // they are no rows of their own
    } finally {
      to.close()
    }
    openDatabase(fresh).close()
    return rescued
  } finally {
    from.close()
  }
}

async function copyTables(from: Database, to: Database, { tell, recall }: RescueHelp): Promise<RescuedHistory> {
  const lost: Lost[] = []
  let rows = 0
  const there = new Set(to.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all())
  for (const table of TABLES.filter((name) => there.has(name))) {
    tell(TABLE_WORDS[table] ?? table)
    const target = createTarget(to, table)
    const gaps = salvageTable(
      from,
      table,
      (column, prefix) => candidatesFor(from, to, table, column, prefix),
      target.put,
    )
    if (table === 'metric_name') readNamesByIndex(from, target.put)
    target.end()
    rows += target.count
    lost.push(...lostOf(from, to, table, gaps), ...target.refused)
    if (table === 'run') for (const run of await recall(runsIn(to))) putRecalled(to, run)
  }
  return { runs: Number(to.prepare('SELECT count(*) FROM run').pluck().get()), rows, lost: distinct(lost) }
}

interface Target {
  readonly put: (row: Row) => void
  readonly end: () => void
  readonly count: number
  readonly refused: Lost[]
}

/** Stores rows of a table. Those that break a rule of the new history are left out: damage went into them. */
function createTarget(to: Database, table: string): Target {
  const columns = to.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)
  const insert = to.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
  )
  const refused: Lost[] = []
  let count = 0
  let waiting = 0
  const begin = (): void => void to.exec('BEGIN')
  const end = (): void => void to.exec('COMMIT')
  begin()
  return {
    refused,
    get count() {
      return count
    },
    end,
    put(row) {
      const changed = table === 'run' ? withPlace(to, withoutLostScore(to, row, refused)) : row
      if (!isWhole(table, changed)) {
        refuse(row, 'a row is damaged')
        return
      }
      try {
        count += insert.run(...columns.map((column) => changed[column] ?? null)).changes
      } catch (error) {
        if (!systemCode(error).startsWith('SQLITE_CONSTRAINT')) throw error
        refuse(row, 'what it belongs to is lost')
      }
      if (++waiting % ROWS_A_TRANSACTION === 0) {
        end()
        begin()
      }
    },
  }

  function refuse(row: Row, detail: string): void {
    const run = row.run ?? row.id
    refused.push({ run: typeof run === 'string' ? run : null, part: TABLE_WORDS[table] ?? table, detail })
    if (refused.length > 1000) refused.splice(0, refused.length, ...distinct(refused))
  }
}

/** What SQLite cannot see: text that is no JSON, a score that is not the one that was said yes to. */
function isWhole(table: string, row: Row): boolean {
  if (table === 'score_module') {
    const { digest, content } = row
    return typeof content === 'string' && createHash('sha256').update(content).digest('hex') === digest
  }
  return Object.entries(row).every(([column, value]) => !column.endsWith('_json') || value === null || isJson(value))
}

function isJson(value: unknown): boolean {
  try {
    JSON.parse(String(value))
    return true
  } catch {
    return false
  }
}

/** A history whose list of tables had to be replaced may be older than that list, and its runs without a place in their order. */
function withPlace(to: Database, row: Row): Row {
  const lacksPlace = 'sequence' in row && Number(row.sequence) === 0
  return lacksPlace ? { ...row, sequence: nextPlace(to) } : row
}

function nextPlace(to: Database): number {
  return Number(to.prepare('SELECT coalesce(max(sequence), 0) + 1 FROM run').pluck().get())
}

function withoutLostScore(to: Database, row: Row, lost: Lost[]): Row {
  const { score_module: digest, id } = row
  if (typeof digest !== 'string') return row
  if (to.prepare('SELECT 1 FROM score_module WHERE digest = ?').get(digest)) return row
  lost.push({ run: String(id), part: TABLE_WORDS.score_module ?? '', detail: 'the code of its score is lost' })
  return { ...row, score_module: null }
}

/** What may stand in a key, as far as the tables brought over say. */
function candidatesFor(
  from: Database,
  to: Database,
  table: string,
  column: string,
  [run]: readonly (string | number)[],
): Candidates {
  const all = (sql: string): string[] => to.prepare<[], string>(sql).pluck().all()
  switch (column) {
    case 'run':
      return all('SELECT id FROM run ORDER BY id')
    case 'metric':
      return all('SELECT id FROM metric_name ORDER BY id')
    case 'kind':
      return ['best', 'last']
    case 'sentence':
      if (table === 'watched') return Array.from({ length: MOST_SENTENCES }, (_, index) => index)
      return to.prepare<[unknown], number>('SELECT sentence FROM watched WHERE run = ?').pluck().all(run)
    case 'step':
      return { low: 0, high: Number(to.prepare('SELECT max(steps, step) FROM run WHERE id = ?').pluck().get(run) ?? 0) }
    case 'rowid':
      return possibleRowids(from)
    default:
      return []
  }
}

/** The names of metrics stand in their index, too, and every curve needs them. */
function readNamesByIndex(from: Database, take: (row: Row) => void): void {
  const sql = 'SELECT id, name FROM metric_name INDEXED BY sqlite_autoindex_metric_name_1'
  tolerating(() => from.prepare<[], Row>(sql).all().forEach(take))
}

function lostOf(from: Database, to: Database, table: string, gaps: readonly Gap[]): Lost[] {
  const part = TABLE_WORDS[table] ?? table
  if (table === 'run') return lostRuns(from, to, gaps)
  if (gaps.length === 0) return []
  const index = INDEX_BY_RUN[table]
  const counted = index && tolerating(() => missingByRun(from, to, table, index))
  if (counted) return counted.map(({ run, count }) => ({ run, part, detail: `${count} of them` }))
  return gaps.map(({ prefix, range }): Lost => {
    const [run, second] = prefix
    const metric = table === 'metric' ? nameOfMetric(to, second) : ''
    const steps = range && prefix.length > 0 ? `steps ${range[0]} to ${range[1]}` : ''
    const detail = [metric, steps].filter(Boolean).join(', ') || 'some of them'
    return { run: typeof run === 'string' ? run : null, part, detail }
  })
}

function runsIn(to: Database): Set<RunId> {
  return new Set(to.prepare<[], string>('SELECT id FROM run').pluck().all())
}

/** With the columns that every version has, and a place in the order of runs where this one has it. */
function putRecalled(to: Database, run: RecalledRun): void {
  const reason = 'brought back from its newest checkpoint'
  const hasPlace = to.prepare("SELECT 1 FROM pragma_table_info('run') WHERE name = 'sequence'").get() !== undefined
  const [column, value] = hasPlace ? [', sequence', `, ${nextPlace(to)}`] : ['', '']
  to.prepare(
    `INSERT INTO run (id, name, preset, data_name, seed, configuration_json, state, reason, created, updated, step, steps, best_metric${column})
     VALUES (@id, @name, @preset, @dataName, @seed, @configuration, 'interrupted', '${reason}', @time, @time, @step, @steps, @bestMetric${value})`,
  ).run(run)
}

function lostRuns(from: Database, to: Database, gaps: readonly Gap[]): Lost[] {
  const part = TABLE_WORDS.run ?? ''
  const kept = runsIn(to)
  const named = tolerating(() =>
    from.prepare<[], string>('SELECT id FROM run INDEXED BY sqlite_autoindex_run_1').pluck().all(),
  )
  if (!named) return gaps.length > 0 ? [{ run: null, part, detail: 'some of them' }] : []
  return named.filter((id) => !kept.has(id)).map((run) => ({ run, part, detail: 'all of it' }))
}

/** By run, how many rows an index tells of that were not brought over. */
function missingByRun(from: Database, to: Database, table: string, index: string): { run: RunId; count: number }[] {
  const count = (database: Database, hint: string) =>
    database.prepare<[], [string, number]>(`SELECT run, count(*) FROM ${table} ${hint} GROUP BY run`).raw().all()
  const kept = new Map(count(to, ''))
  return count(from, `INDEXED BY ${index}`)
    .map(([run, all]) => ({ run, count: all - (kept.get(run) ?? 0) }))
    .filter((missing) => missing.count > 0)
}

function nameOfMetric(to: Database, id: unknown): string {
  return to.prepare<[unknown], string>('SELECT name FROM metric_name WHERE id = ?').pluck().get(id) ?? ''
}

function tolerating<Result>(work: () => Result): Result | null {
  try {
    return work()
  } catch (error) {
    if (isUnreadable(error)) return null
    throw error
  }
}

function distinct(lost: readonly Lost[]): Lost[] {
  return [...new Map(lost.map((each) => [JSON.stringify(each), each])).values()]
}

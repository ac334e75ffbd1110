import { systemCode } from '../../shared/system-errors.ts'
import type { Database } from './sqlite.ts'

export type Value = string | number | bigint | Uint8Array | null
export type Row = Readonly<Record<string, Value>>
type Key = string | number

/** What may stand in a column of a key: these values, or the whole numbers of a range. */
export type Candidates = readonly Key[] | { readonly low: number; readonly high: number }

/** Keys whose rows cannot be read: those that begin so, with the next column in the range where there is one. */
export interface Gap {
  readonly prefix: readonly Key[]
  readonly range: readonly [low: number, high: number] | null
}

/** How many parts a range is cut into at most: below it, rows beside a damaged page may be given up with it. */
const MOST_PARTS = 2 ** 14

const MOST_ROWS_A_PAGE = 300

/**
 * Hands every row of a table to `take` that can still be read, some of them several times. Around damaged pages it
 * goes by ranges of the key that get smaller and smaller. Returns what is lost.
 */
export function salvageTable<Shape = Row>(
  database: Database,
  table: string,
  candidates: (column: string, prefix: readonly Key[]) => Candidates,
  take: (row: Shape) => void,
  { safeIntegers = true } = {},
): Gap[] {
  const { columns, key } = shapeOf(database, table)
  const gaps: Gap[] = []

  const select = remembering((where: string) =>
    database
      .prepare<Key[], Shape>(`SELECT ${columns.join(', ')} FROM ${table} NOT INDEXED ${where}`)
      .safeIntegers(safeIntegers),
  )

  /** False where a part of the rows cannot be read. */
  function read(prefix: readonly Key[], range: readonly [number, number] | readonly [] = []): boolean {
    const terms = prefix.map((_, place) => `${key[place] ?? ''} = ?`)
    if (range.length > 0) terms.push(`${key[prefix.length] ?? ''} BETWEEN ? AND ?`)
    try {
      const rows = select(terms.length > 0 ? `WHERE ${terms.join(' AND ')}` : '').iterate(...prefix, ...range)
      for (const row of rows) take(row)
      return true
    } catch (error) {
      if (isUnreadable(error)) return false
      throw error
    }
  }

  function descend(prefix: readonly Key[]): void {
    if (read(prefix)) return
    const column = key[prefix.length]
    if (column === undefined) {
      gaps.push({ prefix, range: null })
      return
    }
    const among = candidates(column, prefix)
    if ('low' in among) {
      const parts = Math.ceil((among.high - among.low + 1) / MOST_PARTS)
      narrow(prefix, among.low, among.high, parts)
    } else for (const value of among) descend([...prefix, value])
  }

  function narrow(prefix: readonly Key[], low: number, high: number, smallest: number): void {
    if (high < low || read(prefix, [low, high])) return
    if (high - low < smallest) {
      addRange(gaps, prefix, low, high)
      return
    }
    const middle = Math.floor((low + high) / 2)
    narrow(prefix, low, middle, smallest)
    narrow(prefix, middle + 1, high, smallest)
  }

  if (isRootWhole(database, table)) descend([])
  else gaps.push({ prefix: [], range: null })
  return gaps
}

/** The rowids that a table may have, by the room that there is. */
export function possibleRowids(database: Database): Candidates {
  return { low: 1, high: MOST_ROWS_A_PAGE * Number(database.pragma('page_count', { simple: true })) }
}

/** True for what SQLite throws where a page is not what it should be, or the disk does not give it. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof RangeError || /^SQLITE_(CORRUPT|NOTADB|TOOBIG|IOERR)/.test(systemCode(error))
}

/** Without its first page nothing of a table can be found, and looking for it would take long. */
function isRootWhole(database: Database, table: string): boolean {
  const sql = "SELECT pagetype FROM dbstat WHERE name = ? AND path = '/'"
  try {
    return database.prepare<[string], string>(sql).pluck().get(table) !== 'corrupted'
  } catch (error) {
    if (isUnreadable(error)) return true
    throw error
  }
}

/** A table's columns, and those of the key that it is sorted by. */
function shapeOf(database: Database, table: string): { columns: readonly string[]; key: readonly string[] } {
  const columns = database
    .prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)')
    .all(table)
  const withoutRowid = database.prepare('SELECT wr FROM pragma_table_list WHERE name = ?').pluck().get(table) === 1
  const primary = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  return {
    columns: columns.map(({ name }) => name),
    key: withoutRowid ? primary.map(({ name }) => name) : ['rowid'],
  }
}

function remembering<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>()
  return (key) => {
    const value = made.get(key) ?? make(key)
    made.set(key, value)
    return value
  }
}

function addRange(gaps: Gap[], prefix: readonly Key[], low: number, high: number): void {
  const last = gaps.at(-1)
  if (last?.prefix === prefix && last.range && last.range[1] === low - 1) {
    gaps[gaps.length - 1] = { prefix, range: [last.range[0], high] }
  } else gaps.push({ prefix, range: [low, high] })
}

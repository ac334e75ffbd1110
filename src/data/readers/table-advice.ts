import { counted } from '../../shared/counted.ts'
import type { TableReading } from '../../shared/datasets/reading.ts'
import { badData } from './problems.ts'
import type { ReadContext } from './reader.ts'
import type { Row } from './csv.ts'
import { DELIMITERS, type Delimiter } from './table-rows.ts'

/** Where the columns of a table are, counted from 0; -1 for no column of the split. */
export interface Columns {
  readonly count: number
  readonly source: number
  readonly target: number
  readonly split: number
}

/** How many columns most rows have; the larger number where two are equally common. */
export function commonWidth(rows: readonly Row[]): number {
  const widths = new Map<number, number>()
  for (const { cells } of rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1)
  return [...widths].reduce(
    (best, next) => (next[1] > best[1] || (next[1] === best[1] && next[0] > best[0]) ? next : best),
    [0, 0],
  )[0]
}

/** Rows that are looked at for another delimiter. */
const LOOKED_AT = 50

/** What to do where every row, cut at another delimiter, would have the columns that are needed; null where none does. */
export function adviceOn(
  rows: readonly Row[],
  delimiter: Delimiter,
  needed: number,
  optionName: ReadContext['optionName'],
): string | null {
  const lines = rows.slice(0, LOOKED_AT).map(({ cells }) => cells.join(DELIMITERS[delimiter]))
  const widths = (other: Delimiter) => lines.map((line) => line.split(DELIMITERS[other]).length)
  const others = (['tab', 'comma', 'semicolon'] as const).filter((other) => other !== delimiter)
  const better = others.find((other) => widths(other).every((width, _, all) => width >= needed && width === all[0]))
  return better
    ? `The file is cut at every ${delimiter}; its ${better}s would fit: set ${optionName('delimiter')} to ${better}.`
    : null
}

/**
 * Finds the columns in the first rows.
 * @throws bad-data where there is no such column
 */
export function findColumns(
  name: string,
  rows: readonly Row[],
  reading: TableReading,
  optionName: ReadContext['optionName'],
): Columns {
  const count = commonWidth(rows)
  const header = reading.header ? (rows[0]?.cells ?? []) : []
  const at = (wanted: string, what: string) => {
    const named = header.findIndex((cell) => cell.trim() === wanted.trim())
    if (named !== -1) return named
    if (/^[1-9]\d{0,3}$/.test(wanted)) return Number(wanted) - 1
    const names = reading.header
      ? `its header line has ${header.map((cell) => `“${cell}”`).join(', ')}`
      : 'without a header line columns have numbers'
    throw badData(name, `${name}:1 has no column “${wanted}” for the ${what}: ${names}`, {
      line: 1,
      hint: `Choose one of them, or a number from 1.`,
    })
  }
  const columns = {
    count,
    source: at(reading.sourceColumn, 'source'),
    target: at(reading.targetColumn, 'target'),
    split: reading.splitColumn === '' ? -1 : at(reading.splitColumn, 'split'),
  }
  const needed = Math.max(columns.source, columns.target, columns.split) + 1
  if (count >= needed) return columns
  const message =
    count === 0
      ? 'has only empty lines'
      : `has ${counted(count, 'column')} a line, cut at every ${reading.delimiter}, but column ${needed} is needed`
  throw badData(name, `${name}:1 ${message}`, {
    line: 1,
    hint:
      adviceOn(rows, reading.delimiter, needed, optionName) ??
      `Check ${optionName('delimiter')} (now: ${reading.delimiter}) and the column numbers.`,
  })
}

export function describeWidth(cells: readonly string[], columns: number): string {
  return cells.length === 0 ? 'the line is empty' : `${counted(cells.length, 'column')} instead of ${columns}`
}

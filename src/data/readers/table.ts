import type { TableReading } from '../../shared/datasets/reading.ts'
import type { Pair, PairBatch } from '../pair.ts'
import type { RawPair } from '../types.ts'
import { nameOf } from './bytes.ts'
import { filled, splitOfWord } from './cells.ts'
import type { Row } from './csv.ts'
import { badData } from './problems.ts'
import { type PairFile, type ReadContext, defineReader } from './reader.ts'
import { type Columns, adviceOn, describeWidth, findColumns } from './table-advice.ts'
import { readRows } from './table-rows.ts'
import type { ReadOptions } from './text.ts'
import { trainingPairs } from './training.ts'

/**
 * TSV, CSV and their like. Without quoting a delimiter separates cells, a line end ends the row, and nothing else has a
 * meaning, so a quotation mark is text; with it as RFC 4180, so a quoted cell may hold either, doubled quotes and line ends.
 */
export const tableReader = defineReader('table', readTablePairs)

/** What a form of training data says of a table. */
export interface TableForm {
  readonly delimiter: 'auto' | 'tab' | 'comma' | 'semicolon'
  readonly header: boolean
  /** Counted from 1. */
  readonly sourceColumn: number
  readonly targetColumn: number
}

/**
 * The pairs of a TSV or CSV file for training: commas or semicolons come with quoting, tabs without.
 * @throws bad-data naming every line with another number of columns than the file has, or with an empty source or target
 */
export async function readTable(path: string, form: TableForm, options: ReadOptions = {}): Promise<RawPair[]> {
  return trainingPairs({ path }, tableReader, tableReading(path, form), options)
}

/** How a table of training data is read. */
export function tableReading(path: string, form: TableForm): TableReading {
  const delimiter = form.delimiter === 'auto' ? (/\.csv$/iu.test(path) ? 'comma' : 'tab') : form.delimiter
  return {
    format: 'table',
    delimiter,
    quoting: delimiter !== 'tab',
    header: form.header,
    sourceColumn: String(form.sourceColumn),
    targetColumn: String(form.targetColumn),
    splitColumn: '',
    encoding: 'utf-8',
  }
}

async function* readTablePairs(file: PairFile, reading: TableReading, context: ReadContext): AsyncGenerator<PairBatch> {
  const name = nameOf(file.path)
  let table: Table | null = null
  let waiting: Row[] = []
  for await (const rows of readRows(file.path, reading, context)) {
    if (table === null) {
      waiting = waiting.length === 0 ? [...rows] : [...waiting, ...rows]
      // The first rows that hold anything say how many columns there are.
      if (waiting.every(({ cells }) => cells.length === 0)) continue
      table = createTable(name, waiting, reading, context)
      yield table.pairs(reading.header ? waiting.slice(1) : waiting)
      waiting = []
    } else yield table.pairs(rows)
  }
  if (context.faults.found && table === null) return
  table ??= createTable(name, waiting, reading, context)
  if (table.rows === 0 && reading.header)
    throw badData(name, `${name} holds a header line and no pairs`, {
      hint: 'Turn the header setting off if the first line is a pair.',
    })
}

interface Table {
  /** How many rows there were so far, without the header line. */
  readonly rows: number
  readonly pairs: (rows: readonly Row[]) => Pair[]
}

function createTable(name: string, first: readonly Row[], reading: TableReading, context: ReadContext): Table {
  const columns = findColumns(name, first, reading, context.optionName)
  const needed = Math.max(columns.source, columns.target) + 1
  const advice =
    adviceOn(first, reading.delimiter, needed, context.optionName) ??
    (reading.quoting
      ? `Quote cells that hold a ${reading.delimiter}.`
      : `Look for missing or stray ${reading.delimiter}s.`)
  let seen = 0
  if (reading.header) {
    const [{ line, cells } = { line: 1, cells: [] }] = first
    const message = describeWidth(cells, columns.count)
    if (cells.length !== columns.count) context.faults.add('form', { path: `${name}:${line}`, message }, advice)
  }
  return {
    get rows() {
      return seen
    },
    pairs(rows) {
      seen += rows.length
      const pairs: Pair[] = []
      for (const row of rows) {
        const pair = pairOfRow(row, columns, { name, advice }, context)
        if (pair !== null) pairs.push(pair)
      }
      return context.faults.found ? [] : pairs
    },
  }
}

function pairOfRow(
  { line, cells }: Row,
  columns: Columns,
  { name, advice }: { name: string; advice: string },
  context: ReadContext,
): Pair | null {
  const path = () => `${name}:${line}`
  if (cells.length !== columns.count) {
    context.faults.add('form', { path: path(), message: describeWidth(cells, columns.count) }, advice)
    return null
  }
  const split = columns.split === -1 ? null : splitOfWord(cells[columns.split] ?? '')
  if (split === undefined) {
    const message = `column ${columns.split + 1} names no split: “${(cells[columns.split] ?? '').slice(0, 40)}”`
    context.faults.add('form', { path: path(), message }, 'A split is called train, valid, dev, validation or test.')
    return null
  }
  const pair = { source: cells[columns.source] ?? '', target: cells[columns.target] ?? '', split, place: line }
  if (context.emptySides) return pair
  return filled(
    pair,
    path(),
    { source: `column ${columns.source + 1}`, target: `column ${columns.target + 1}` },
    context,
  )
}

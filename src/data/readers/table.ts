import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import type { SaccadeError } from '../../shared/errors.ts'
import { isBlank } from '../../shared/white-space.ts'
import type { RawPair } from '../types.ts'
import { badData, createProblemList, throwProblems } from './problems.ts'
import { type ReadOptions, readLines, readText } from './text.ts'

export interface TableForm {
  readonly delimiter: 'auto' | 'tab' | 'comma'
  readonly header: boolean
  /** Counted from 1. */
  readonly sourceColumn: number
  readonly targetColumn: number
}

interface Row {
  /** Line of the file on which the row begins, counted from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * The pairs of a TSV or CSV file. TSV: a tab separates cells, a line end ends the row, and nothing else has a meaning,
 * so a quotation mark is text. CSV: as RFC 4180, so a quoted cell may hold commas, doubled quotes and line ends.
 * @throws bad-data naming every line with another number of columns than the file has, or with an empty source or target
 */
export async function readTable(path: string, form: TableForm, options: ReadOptions = {}): Promise<RawPair[]> {
  const comma = form.delimiter === 'comma' || (form.delimiter === 'auto' && /\.csv$/iu.test(path))
  const rows = comma ? await readCsvRows(path, options) : await readTsvRows(path, options)
  const columns = commonWidth(rows)
  checkColumns(path, form, columns, comma)

  const faults = createProblemList()
  const data = form.header ? rows.slice(1) : rows
  const pairs: RawPair[] = []
  for (const { line, cells } of rows) {
    if (cells.length !== columns) faults.add({ path: `${path}:${line}`, message: describeWidth(cells, columns) })
  }
  throwProblems(faults, comma ? 'Quote cells that hold a comma.' : 'Look for missing or stray tabs.')
  if (data.length === 0)
    throw badData(path, `${path} holds a header line and no pairs`, {
      hint: 'Turn the header setting off if the first line is a pair.',
    })
  for (const { line, cells } of data) {
    const source = cells[form.sourceColumn - 1] ?? ''
    const target = cells[form.targetColumn - 1] ?? ''
    const origin = `${path}:${line}`
    if (isBlank(source)) faults.add({ path: origin, message: `the source (column ${form.sourceColumn}) is empty` })
    else if (isBlank(target))
      faults.add({ path: origin, message: `the target (column ${form.targetColumn}) is empty` })
    else pairs.push({ source, target, alternatives: [], alignment: null, origin })
  }
  throwProblems(faults, 'Fill in or remove these lines.')
  return pairs
}

async function readTsvRows(path: string, options: ReadOptions): Promise<Row[]> {
  const lines = await readLines(path, options)
  return lines.map((text, index) => ({ line: index + 1, cells: text === '' ? [] : text.split('\t') }))
}

async function readCsvRows(path: string, options: ReadOptions): Promise<Row[]> {
  const rows: Row[] = []
  let line = 1
  const parser = parse({
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n'],
    // Taken here and not from the stream, so that at a fault every row before it is known.
    on_record(cells: string[], { lines }) {
      // An empty line comes as one empty cell.
      rows.push({ line, cells: cells.length === 1 && cells[0] === '' ? [] : cells })
      line = lines + 1
      return null
    },
  })
  try {
    await pipeline(Readable.from(readText(path, options)), parser.resume())
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw csvFault(path, line, error)
  }
  return rows
}

function csvFault(path: string, line: number, error: CsvError): SaccadeError {
  const message =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'a quoted cell begins here and never ends'
      : error.code === 'INVALID_OPENING_QUOTE'
        ? 'a quotation mark stands inside a cell that is not quoted'
        : error.code === 'CSV_INVALID_CLOSING_QUOTE'
          ? 'text follows the closing quotation mark of a cell'
          : error.message
  return badData(path, `${path}:${line}: ${message}`, {
    line,
    hint: 'Quote the whole cell and double the quotation marks in it (RFC 4180), or use a TSV file, where quotation marks are plain text.',
    cause: error,
  })
}

/** How many columns most rows have; the larger number where two are equally common. */
function commonWidth(rows: readonly Row[]): number {
  const widths = new Map<number, number>()
  for (const { cells } of rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1)
  return [...widths].reduce(
    (best, next) => (next[1] > best[1] || (next[1] === best[1] && next[0] > best[0]) ? next : best),
    [0, 0],
  )[0]
}

function checkColumns(path: string, form: TableForm, columns: number, comma: boolean): void {
  const needed = Math.max(form.sourceColumn, form.targetColumn)
  if (form.sourceColumn === form.targetColumn) {
    throw badData(path, `Column ${needed} of ${path} is chosen as both source and target`, {
      hint: 'Choose two different columns.',
    })
  }
  if (columns >= needed) return
  const separator = comma ? 'comma' : 'tab'
  const message =
    columns === 0
      ? 'has only empty lines'
      : `has ${columnCount(columns)} a line, cut at every ${separator}, but column ${needed} is needed`
  throw badData(path, `${path}:1 ${message}`, {
    line: 1,
    hint: `Check the delimiter setting (now: ${separator}) and the column numbers.`,
  })
}

function describeWidth(cells: readonly string[], columns: number): string {
  return cells.length === 0 ? 'the line is empty' : `${columnCount(cells.length)} instead of ${columns}`
}

function columnCount(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`
}

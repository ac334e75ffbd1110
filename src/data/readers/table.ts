import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { counted } from '../../shared/counted.ts'
import type { SaccadeError } from '../../shared/errors.ts'
import { isBlank } from '../../shared/white-space.ts'
import type { RawPair } from '../types.ts'
import { badData, createProblemList, throwProblems } from './problems.ts'
import { type ReadOptions, readLines, readText } from './text.ts'

const DELIMITERS = { tab: '\t', comma: ',', semicolon: ';' } as const
type Delimiter = keyof typeof DELIMITERS

export interface TableForm {
  readonly delimiter: 'auto' | Delimiter
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
 * so a quotation mark is text. CSV, with commas or semicolons: as RFC 4180, so a quoted cell may hold either, doubled
 * quotes and line ends.
 * @throws bad-data naming every line with another number of columns than the file has, or with an empty source or target
 */
export async function readTable(path: string, form: TableForm, options: ReadOptions = {}): Promise<RawPair[]> {
  const delimiter = form.delimiter === 'auto' ? (/\.csv$/iu.test(path) ? 'comma' : 'tab') : form.delimiter
  const rows = delimiter === 'tab' ? await readTsvRows(path, options) : await readCsvRows(path, delimiter, options)
  const columns = commonWidth(rows)
  const advice = adviceOn(rows, delimiter, form)
  checkColumns(path, form, columns, delimiter, advice)

  const faults = createProblemList()
  const data = form.header ? rows.slice(1) : rows
  const pairs: RawPair[] = []
  for (const { line, cells } of rows) {
    if (cells.length !== columns) faults.add({ path: `${path}:${line}`, message: describeWidth(cells, columns) })
  }
  throwProblems(
    faults,
    advice ?? (delimiter === 'tab' ? 'Look for missing or stray tabs.' : `Quote cells that hold a ${delimiter}.`),
  )
  if (data.length === 0)
    throw badData(path, `${path} holds a header line and no pairs`, {
      hint: 'Turn the header setting off if the first line is a pair.',
    })
  for (const { line, cells } of data) {
    const source = cells[form.sourceColumn - 1] ?? ''
    const target = cells[form.targetColumn - 1] ?? ''
    const origin = `${path}:${line}`
    if (isBlank(source)) faults.add({ path: origin, message: `the source (column ${form.sourceColumn}) is empty` })
    else if (isBlank(target)) faults.add({ path: origin, message: `the target (column ${form.targetColumn}) is empty` })
    else pairs.push({ source, target, alternatives: [], alignment: null, origin })
  }
  throwProblems(faults, 'Fill in or remove these lines.')
  return pairs
}

async function readTsvRows(path: string, options: ReadOptions): Promise<Row[]> {
  const lines = await readLines(path, options)
  return lines.map((text, index) => ({ line: index + 1, cells: text === '' ? [] : text.split('\t') }))
}

async function readCsvRows(path: string, delimiter: Delimiter, options: ReadOptions): Promise<Row[]> {
  const rows: Row[] = []
  let line = 1
  const parser = parse({
    delimiter: DELIMITERS[delimiter],
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

/** Rows that are looked at for another delimiter. */
const LOOKED_AT = 50

/** What to do where every row, cut at another delimiter, would have the columns that are needed; null where none does. */
function adviceOn(rows: readonly Row[], delimiter: Delimiter, form: TableForm): string | null {
  const needed = Math.max(form.sourceColumn, form.targetColumn)
  const lines = rows.slice(0, LOOKED_AT).map(({ cells }) => cells.join(DELIMITERS[delimiter]))
  const widths = (other: Delimiter) => lines.map((line) => line.split(DELIMITERS[other]).length)
  const others = (['tab', 'comma', 'semicolon'] as const).filter((other) => other !== delimiter)
  const better = others.find((other) => widths(other).every((width, _, all) => width >= needed && width === all[0]))
  return better
    ? `The file is cut at every ${delimiter}; its ${better}s would fit: set data.source.delimiter to ${better}.`
    : null
}

function checkColumns(
  path: string,
  form: TableForm,
  columns: number,
  delimiter: Delimiter,
  advice: string | null,
): void {
  const needed = Math.max(form.sourceColumn, form.targetColumn)
  if (columns >= needed) return
  const message =
    columns === 0
      ? 'has only empty lines'
      : `has ${counted(columns, 'column')} a line, cut at every ${delimiter}, but column ${needed} is needed`
  throw badData(path, `${path}:1 ${message}`, {
    line: 1,
    hint: advice ?? `Check data.source.delimiter (now: ${delimiter}) and the column numbers.`,
  })
}

function describeWidth(cells: readonly string[], columns: number): string {
  return cells.length === 0 ? 'the line is empty' : `${counted(cells.length, 'column')} instead of ${columns}`
}

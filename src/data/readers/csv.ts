import { badData } from './problems.ts'

export interface Row {
  /** Line of the file on which the row begins, counted from 1. */
  readonly line: number
  /** None for an empty line. */
  readonly cells: readonly string[]
}

/** A quotation mark that is never closed would take the rest of the file into one cell. In characters. */
const LONGEST_ROW = 1024 * 1024

/**
 * The rows of text with quoted cells, as RFC 4180 has them: a cell in quotation marks may hold delimiters, line ends and
 * doubled quotation marks; in any other cell a quotation mark is a fault.
 * @param pieces each ends with a line end, unless the text ends
 * @throws bad-data naming the line on which the row begins
 */
export async function* cutQuotedRows(
  name: string,
  pieces: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<readonly Row[]> {
  let line = 1
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + piece
    const rows: Row[] = []
    let start = 0
    let quote = text.indexOf('"')
    while (start < text.length) {
      if (quote !== -1 && quote < start) quote = text.indexOf('"', start)
      const end = lineEnd(text, start)
      if (quote === -1 || quote >= end) {
        const plain = withoutEnd(text.slice(start, end))
        rows.push({ line, cells: plain === '' ? [] : plain.split(delimiter) })
        start = end
        line++
        continue
      }
      const row = cutRow(name, text, start, line, delimiter)
      if (row === null) break
      rows.push({ line, cells: row.cells.length === 1 && row.cells[0] === '' ? [] : row.cells })
      line += countLines(text, start, row.end)
      start = row.end
    }
    rest = text.slice(start)
    if (rest.length > LONGEST_ROW) {
      throw fault(name, line, 'a quoted cell begins in this row and does not end within a million characters')
    }
    yield rows
  }
  if (rest !== '') throw fault(name, line, 'a quoted cell begins here and never ends')
}

/** A row with quotation marks; null where a quoted cell does not end. */
function cutRow(
  name: string,
  text: string,
  start: number,
  line: number,
  delimiter: string,
): { cells: string[]; end: number } | null {
  const cells: string[] = []
  for (let at = start; ;) {
    let end: number
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1)
      if (close === -1) return null
      cells.push(text.slice(at + 1, close).replaceAll('""', '"'))
      end = close + 1
    } else {
      const next = text.indexOf(delimiter, at)
      const last = lineEnd(text, at)
      end = next === -1 || next >= last ? last - endLength(text, last) : next
      const cell = text.slice(at, end)
      if (cell.includes('"')) throw fault(name, line, 'a quotation mark stands inside a cell that is not quoted')
      cells.push(cell)
    }
    if (text[end] === delimiter) at = end + 1
    else if (end >= text.length) return { cells, end: text.length }
    else if (text[end] === '\n') return { cells, end: end + 1 }
    else if (text[end] === '\r' && (text[end + 1] === '\n' || end + 1 === text.length)) {
      return { cells, end: Math.min(end + 2, text.length) }
    } else throw fault(name, line, 'text follows the closing quotation mark of a cell')
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at
  }
  return -1
}

/** Behind the line end from there on, or where the text ends. */
function lineEnd(text: string, from: number): number {
  return text.indexOf('\n', from) + 1 || text.length
}

/** How many characters of the line that ends there are its end. */
function endLength(text: string, end: number): number {
  if (text[end - 1] !== '\n') return text[end - 1] === '\r' ? 1 : 0
  return text[end - 2] === '\r' ? 2 : 1
}

function withoutEnd(line: string): string {
  return line.slice(0, line.length - endLength(line, line.length))
}

function countLines(text: string, start: number, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
}

function fault(name: string, line: number, message: string) {
  return badData(name, `${name}:${line}: ${message}`, {
    line,
    hint: 'Quote the whole cell and double the quotation marks in it (RFC 4180), or use a TSV file, where quotation marks are plain text.',
  })
}

import type { TableReading } from '../../../shared/datasets/reading.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { counted } from '../../../shared/counted.ts'
import { type Row, cutQuotedRows } from '../csv.ts'
import { commonWidth } from '../table-advice.ts'
import { DELIMITERS, type Delimiter } from '../table-rows.ts'
import { isLanguage } from '../../../shared/datasets/languages.ts'
import { type Sample, columnLanguage, isColumnName, nameSides, pickSides, sideGuesses } from './columns.ts'
import type { Guess, GuessedOption, Head } from './head.ts'

/** Rows that are looked at. */
const LOOKED_AT = 500

interface Cut {
  readonly delimiter: Delimiter
  readonly quoting: boolean
  readonly rows: readonly Row[]
  readonly width: number
  /** The share of rows with that many columns. */
  readonly share: number
  /** Whether its quotation marks do something: a cell is wrapped in them, or holds what only they can wrap. */
  readonly wraps: boolean
}

/** Delimiter, quoting, header line and columns of a table; null for a text that no delimiter cuts alike. */
export async function guessTable(head: Head, given: Partial<TableReading> = {}): Promise<Guess | null> {
  const cuts: Cut[] = []
  for (const delimiter of given.delimiter ? [given.delimiter] : (['tab', 'semicolon', 'comma', 'pipe'] as const)) {
    for (const quoting of given.quoting === undefined ? [false, true] : [given.quoting]) {
      const made = await cut(head, delimiter, quoting)
      if (made) cuts.push(made)
    }
  }
  const best = cuts.reduce<Cut | null>(
    (best, next) => (best === null || rank(next) > rank(best) + 1e-9 ? next : best),
    null,
  )
  if (best === null || best.width < 2 || best.share < 0.5) return null
  return describeTable(head, best, cuts, given)
}

/** Of two cuts that are as even, the one that takes quotation marks as such where they wrap cells, else the one without. */
function rank({ width, share, quoting, wraps }: Cut): number {
  if (width < 2) return 0
  return share + (quoting ? (wraps ? 0.0001 : -0.0001) : 0)
}

/** Between tabs a sentence in quotation marks is one that somebody says; elsewhere they wrap the cell. */
function wrapsCells(text: string, delimiter: Delimiter, rows: readonly Row[]): boolean {
  if (rows.some(({ cells }) => cells.some((cell) => /["\n]/.test(cell)))) return true
  const separator = delimiter === 'pipe' ? '\\|' : DELIMITERS[delimiter]
  return delimiter !== 'tab' && new RegExp(`(?:^|${separator})"[^"]*"(?:${separator}|\r?$)`, 'mu').test(text)
}

async function cut(head: Head, delimiter: Delimiter, quoting: boolean): Promise<Cut | null> {
  const separator = DELIMITERS[delimiter]
  if (!head.text.includes(separator) || (quoting && !head.text.includes('"'))) return null
  const rows = quoting ? await quotedRows(head, separator) : plainRows(head.text, separator)
  const full = rows?.filter(({ cells }) => cells.length > 0)
  if (!full || full.length === 0) return null
  const width = commonWidth(full)
  const share = full.filter(({ cells }) => cells.length === width).length / full.length
  return { delimiter, quoting, rows: full, width, share, wraps: quoting && wrapsCells(head.text, delimiter, full) }
}

function plainRows(text: string, separator: string): Row[] {
  const lines = text.split('\n', LOOKED_AT).map((line) => line.replace(/\r$/, ''))
  return lines.map((line, index) => ({ line: index + 1, cells: line === '' ? [] : line.split(separator) }))
}

/** The rows in quotation marks; null where the text is not quoted so. */
async function quotedRows(head: Head, separator: string): Promise<Row[] | null> {
  const rows: Row[] = []
  const end = head.text.lastIndexOf('\n') + 1
  const pieces = async function* () {
    yield end > 0 ? head.text.slice(0, end) : head.text
  }
  try {
    for await (const some of cutQuotedRows(head.name, pieces(), separator)) rows.push(...some)
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error
    // The head may end within a cell; a fault is one only where it comes early.
    if (rows.length === 0) return null
  }
  return rows.slice(0, LOOKED_AT)
}

function describeTable(head: Head, best: Cut, cuts: readonly Cut[], given: Partial<TableReading>): Guess | null {
  const { rows, width, share, delimiter, quoting } = best
  const full = rows.filter(({ cells }) => cells.length === width)
  const [first] = full
  const header = given.header ?? looksLikeHeader(full)
  const titles = header ? (first?.cells ?? []) : []
  const values = header ? full.slice(1) : full
  const columns = Array.from({ length: width }, (_, index): Sample => {
    const title = titles[index] ?? ''
    const unique = title !== '' && titles.filter((each) => each === title).length === 1
    return { option: unique ? title : String(index + 1), title, values: values.map(({ cells }) => cells[index] ?? '') }
  })
  const sides = pickSides(columns)
  if (!sides) return null
  const names = { source: 'sourceColumn', target: 'targetColumn', split: 'splitColumn' }
  const guesses: GuessedOption[] = [
    {
      option: 'delimiter',
      value: delimiter,
      reason: `it cuts ${share === 1 ? 'every line' : `${Math.round(100 * share)} % of the lines`} into ${counted(width, 'column')}`,
    },
    {
      option: 'quoting',
      value: String(quoting),
      reason: quoting ? 'cells stand in quotation marks' : 'no cell stands in quotation marks',
    },
    { option: 'header', value: String(header), reason: headerReason(header, titles) },
    ...sideGuesses(sides, names),
  ]
  return {
    reading: {
      format: 'table',
      delimiter,
      quoting,
      header,
      sourceColumn: sides.source.option,
      targetColumn: sides.target.option,
      splitColumn: sides.split?.option ?? '',
      encoding: head.encoding,
    },
    guesses,
    cells: rows.slice(0, 20).map(({ cells }) => cells),
    choices: columns.map(({ option }) => option),
    warnings: [...sides.warnings, ...doubts(best, cuts, header, first), ...unclosed(head.text, best)],
  }
}

function headerReason(header: boolean, titles: readonly string[]): string {
  if (!header) return 'the first line reads like the others'
  const names = titles.map((title) => `“${title}”`)
  return `${names.slice(0, 5).join(', ')} ${names.length === 1 ? 'names a column' : 'name columns'}`
}

function looksLikeHeader(rows: readonly Row[]): boolean {
  const [first, ...rest] = rows
  if (!first || rest.length === 0) return false
  const names = first.cells.map((cell) => cell.trim())
  if (names.some((name) => name === '' || name.length > 40) || new Set(names).size < names.length) return false
  if (nameSides(names)) return true
  const named = names.filter((name) => isColumnName(name) || columnLanguage(name) !== null)
  // A language with its name in another one is a pair of words, not of columns.
  const different = new Set(named.map((name) => columnLanguage(name) ?? name))
  // Codes of languages are words too, as it and no are: they name columns of sentences, not a list of words.
  const sure = named.some((name) => !isLanguage(name)) || averageLength(rest) >= 8
  if (different.size >= 2 && sure) return true
  // Words over a column of numbers name it.
  return names.some((name, index) => {
    const values = rest.map(({ cells }) => cells[index] ?? '')
    return !/^[\d.]+$/.test(name) && values.every((value) => /^\d+(\.\d+)?$/.test(value))
  })
}

function averageLength(rows: readonly Row[]): number {
  const cells = rows.flatMap((row) => row.cells)
  return cells.reduce((sum, { length }) => sum + length, 0) / cells.length
}

/** Between tabs a quotation mark is one of the text; elsewhere one that is alone in its line was to wrap a cell. */
function unclosed(text: string, { delimiter, quoting }: Cut): string[] {
  if (quoting || delimiter === 'tab') return []
  const separator = delimiter === 'pipe' ? '\\|' : DELIMITERS[delimiter]
  const [first, ...more] = text.matchAll(new RegExp(`(?:^|${separator})"[^"\n]*$`, 'gmu'))
  if (!first) return []
  const line = text.slice(0, first.index).split('\n').length
  const others = more.length > 0 ? `, as in ${counted(more.length, 'other line')}` : ''
  return [
    `A cell of line ${line} begins with a quotation mark that nothing in the line closes${others}. It is read as a letter of the text, unless quoting is chosen.`,
  ]
}

function doubts(best: Cut, cuts: readonly Cut[], header: boolean, first: Row | undefined): string[] {
  const warnings: string[] = []
  const rivals = cuts.filter(
    ({ delimiter, width, share }) => delimiter !== best.delimiter && width >= 2 && share >= best.share,
  )
  if (rivals.length > 0) {
    const others = Array.from(new Set(rivals.map(({ delimiter }) => delimiter))).join(' and ')
    warnings.push(`The delimiter could be ${others} as well: check the columns below.`)
  }
  const uneven = best.rows.filter(({ cells }) => cells.length !== best.width)
  if (uneven.length > 0) {
    const lines = uneven.slice(0, 5).map(({ line }) => line)
    warnings.push(
      `${counted(uneven.length, 'row')} of the first ${best.rows.length} ${uneven.length === 1 ? 'has' : 'have'} another number of columns than ${best.width}, such as line ${lines.join(', ')}.`,
    )
  }
  if (!header && first?.cells.some((cell) => isColumnName(cell) && !isLanguage(cell))) {
    warnings.push(
      `The first line could be a header: ${first.cells
        .slice(0, 5)
        .map((cell) => `“${cell.slice(0, 30)}”`)
        .join(', ')}.`,
    )
  }
  return warnings
}

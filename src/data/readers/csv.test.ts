import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SaccadeError } from '../../shared/errors.ts'
import { cutQuotedRows } from './csv.ts'

/** Any text in pieces of whole lines. */
async function* inPieces(text: string) {
  for (const piece of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) yield await Promise.resolve(piece)
}

async function ours(text: string): Promise<string[][] | string> {
  const rows: string[][] = []
  try {
    for await (const some of cutQuotedRows('a.csv', inPieces(text), ';'))
      rows.push(...some.map(({ cells }) => [...cells]))
    return rows
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error
    return error.message.replace(/^a\.csv:\d+: /, '')
  }
}

const MESSAGES: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell begins here and never ends',
  INVALID_OPENING_QUOTE: 'a quotation mark stands inside a cell that is not quoted',
  CSV_INVALID_CLOSING_QUOTE: 'text follows the closing quotation mark of a cell',
}

function theirs(text: string): string[][] | string {
  try {
    const rows: string[][] = parse(text, { delimiter: ';', relax_column_count: true, record_delimiter: ['\r\n', '\n'] })
    return rows.map((cells) => (cells.length === 1 && cells[0] === '' ? [] : cells))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return MESSAGES[error.code] ?? error.message
  }
}

it('cuts any text as csv-parse does, and refuses what it refuses', async () => {
  const text = fc
    .array(fc.constantFrom('a', '"', ';', '\n', '\r\n', ' ', '""', '"b"', '"c;\n"', 'é'), { maxLength: 12 })
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, async (given) => {
      expect(await ours(given)).toEqual(theirs(given))
    }),
    { numRuns: 2000 },
  )
})

import { type SqlValue, askHistory } from '../../host/storage/query.ts'
import { quoteCsv } from '../../shared/attention/csv.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { hasLostOutput, print, printAsIs, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

const TURN_ROWS = 1000

export const FORMS = ['table', 'csv', 'json'] as const

/** A question to a history, and how its answer is printed. */
export interface Question {
  /** The database. */
  readonly file: string
  readonly sql: string
  readonly form: (typeof FORMS)[number]
}

/** Prints what a history answers. @throws bad-usage for what is no question, or cannot be answered; storage, newer-version */
export async function answer({ file, sql, form }: Question): Promise<void> {
  const { columns, rows, close } = askHistory(file, sql)
  try {
    if (form === 'json') {
      checkNames(columns)
      await eachRow(rows, (row) => printJson(Object.fromEntries(columns.map((name, i) => [name, plain(row[i])]))))
    } else if (form === 'csv') {
      printAsIs(columns.map(quoteCsv).join(','))
      await eachRow(rows, (row) => printAsIs(row.map(csvCell).join(',')))
    } else {
      const texts = Array.from(rows, (row) => row.map(shown))
      print(...formatTable(columns, texts))
    }
  } finally {
    close()
  }
}

/** An object has each name once: of two columns of a name it would lose one. */
function checkNames(columns: readonly string[]): void {
  const twice = columns.find((name, column) => columns.indexOf(name) !== column)
  if (twice === undefined) return
  throw new SaccadeError('bad-usage', `Two columns are called “${twice}”, and a row of JSON has a name once`, {
    hint: 'Give one another name, as in SELECT run.name AS model, or ask with --csv.',
  })
}

/** Lets what was printed go out now and then, and ends where nobody reads on. */
async function eachRow(rows: Iterable<readonly SqlValue[]>, put: (row: readonly SqlValue[]) => void): Promise<void> {
  let count = 0
  for (const row of rows) {
    put(row)
    if (++count % TURN_ROWS === 0) await new Promise(setImmediate)
    if (hasLostOutput()) return
  }
}

function csvCell(value: SqlValue): string {
  return quoteCsv(String(plain(value) ?? ''))
}

/** Bytes as Base64, and whole numbers beyond 2⁵³ as texts, since programs that read JSON would round them. */
function plain(value: SqlValue | undefined): string | number | null {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return value ?? null
}

function shown(value: SqlValue): string | number | bigint {
  if (typeof value === 'bigint') return value
  return value instanceof Uint8Array ? `${value.length} bytes` : (plain(value) ?? '')
}

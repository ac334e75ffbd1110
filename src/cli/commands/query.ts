import { Worker } from 'node:worker_threads'
import { chooseDataFolder, layOut } from '../../host/folder/data-folder.ts'
import { HISTORY_VIEWS, askHistory } from '../../host/storage/query.ts'
import { quoteCsv } from '../../shared/attention/csv.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { CommonOptions } from '../context.ts'
import { checkOneForm } from '../one-form.ts'
import { hasLostOutput, print, printAsIs, printJson } from '../output.ts'
import { formatTable } from '../table.ts'

const TURN_ROWS = 1000

export interface QueryOptions extends CommonOptions {
  readonly csv?: boolean
  readonly views?: boolean
  /** Seconds. */
  readonly timeout: number
}

/** `saccade query SQL`: reads the history, and changes nothing. */
export async function query(sql: string | undefined, options: QueryOptions, given: readonly string[]): Promise<number> {
  checkOneForm(given, { json: options.json, flags: ['--csv'] })
  if (options.views) {
    printAsIs(HISTORY_VIEWS.trim())
    return 0
  }
  if (sql === undefined) {
    throw new SaccadeError('bad-usage', 'No question is asked', {
      hint: 'For example: saccade query "SELECT * FROM runs"',
    })
  }
  const watch = watchTime(options.timeout)
  const { columns, rows, close } = askHistory(layOut(chooseDataFolder(options.dataDir)).database, sql)
  try {
    if (options.json) checkNames(columns)
    if (options.csv) printAsIs(columns.map(quoteCsv).join(','))
    if (options.csv) await eachRow(rows, (row) => printAsIs(row.map(csvCell).join(',')))
    else if (options.json)
      await eachRow(rows, (row) => printJson(Object.fromEntries(columns.map((name, i) => [name, plain(row[i])]))))
    else
      print(
        ...formatTable(
          columns,
          Array.from(rows, (row) => row.map(shown)),
        ),
      )
    return 0
  } finally {
    close()
    watch.end()
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
async function eachRow(rows: Iterable<readonly unknown[]>, put: (row: readonly unknown[]) => void): Promise<void> {
  let count = 0
  for (const row of rows) {
    put(row)
    if (++count % TURN_ROWS === 0) await new Promise(setImmediate)
    if (hasLostOutput()) return
  }
}

function csvCell(value: unknown): string {
  return quoteCsv(String(plain(value) ?? ''))
}

/** Bytes as Base64, which JSON and CSV have a place for. */
function plain(value: unknown): string | number | null {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

function shown(value: unknown): string | number {
  return value instanceof Uint8Array ? `${value.length} bytes` : (plain(value) ?? '')
}

/**
 * Ends the process when its time is up: SQLite answers on this very thread, which hears nothing meanwhile. So a thread of
 * its own looks at the clock; there is nothing to lose, since nothing is written.
 */
function watchTime(seconds: number): { end(): void } {
  if (seconds === 0) return { end: () => undefined }
  const words = `error: The question took longer than ${seconds} s\nAsk for less, or give it longer with --timeout.\n`
  const code = `setTimeout(() => {
    require('node:fs').writeSync(2, ${JSON.stringify(words)})
    process.kill(process.pid, 'SIGKILL')
  }, ${1000 * seconds})`
  const watch = new Worker(code, { eval: true })
  watch.unref()
  return { end: () => void watch.terminate() }
}

import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import Sqlite from 'better-sqlite3'
import { systemCode } from '../../shared/system-errors.ts'

export type Database = Sqlite.Database

// Read when the first database is opened: without it, SQLite takes no address such as that of `openUnchanging`.
process.env.SQLITE_USE_URI ??= '1'

const PATIENCE = 5000
/** A database, its log, the log's index, and what one of them needs while it is opened. */
const FILES_AT_ONCE = 4

export function openFile(file: string, { readonly = false, patience = PATIENCE } = {}): Database {
  return new Sqlite(file, { readonly, timeout: patience })
}

/**
 * Opens a database as one that nobody changes: without a lock and without a file beside it, so also where nothing can
 * be written. Only for one that is not open elsewhere: its log would be missed.
 */
export function openUnchanging(file: string): Database {
  return new Sqlite(`${pathToFileURL(file).href}?immutable=1`, { readonly: true })
}

/** True where somebody has a database open, or did not close it in order. */
export function isOpen(file: string): boolean {
  return fs.existsSync(logOf(file))
}

/** True where the log beside a database may hold transactions. */
export function hasLog(file: string): boolean {
  return (fs.statSync(logOf(file), { throwIfNoEntry: false })?.size ?? 0) > 0
}

/** SQLite's write-ahead log of a database. */
export function logOf(file: string): string {
  return `${file}-wal`
}

/** True where SQLite, or SQLite itself, could not be got at; neither says why. */
export function isUnopened(error: unknown): boolean {
  return /^(SQLITE_(CANTOPEN|READONLY|PERM|IOERR)|ERR_DLOPEN_FAILED)/.test(systemCode(error))
}

/** @throws what keeps this process from having so many files open */
function openAndClose(folder: string, times: number): void {
  const handle = fs.openSync(folder, 'r')
  try {
    if (times > 1) openAndClose(folder, times - 1)
  } finally {
    fs.closeSync(handle)
  }
}

/**
 * The operating system's reason behind SQLite's “unable to open”, else the error itself. The file is not opened for
 * it: closing it again would drop the locks that this process holds on it.
 */
export function causeOf(error: unknown, file: string, { readonly = false } = {}): unknown {
  if (!isUnopened(error)) return error
  const { R_OK, W_OK } = fs.constants
  const folder = path.dirname(file)
  try {
    if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory()) fs.readFileSync(file) // says so
    openAndClose(folder, FILES_AT_ONCE)
    if (fs.existsSync(file)) fs.accessSync(file, readonly ? R_OK : R_OK | W_OK)
    if (!readonly) fs.accessSync(folder, W_OK)
    return error
  } catch (reason) {
    return reason
  }
}

const statements = new WeakMap<Database, Map<string, Sqlite.Statement>>()

/** A statement that is prepared once a database: preparing takes longer than finding a row. */
export function prepared<Parameters extends unknown[], Result = unknown>(
  database: Database,
  sql: string,
): Sqlite.Statement<Parameters, Result> {
  let known = statements.get(database)
  if (!known) statements.set(database, (known = new Map<string, Sqlite.Statement>()))
  let statement = known.get(sql)
  if (!statement) known.set(sql, (statement = database.prepare(sql)))
  return statement as Sqlite.Statement<Parameters, Result>
}

import fs from 'node:fs'
import Sqlite from 'better-sqlite3'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from './failures.ts'
import { MIGRATIONS } from './migrations/index.ts'

export type Database = Sqlite.Database

/** Marks the file as ours in SQLite's header (“Scde”), so that some other program's database is not migrated. */
const APPLICATION_ID = 0x53636465

export interface OpenOptions {
  readonly readonly?: boolean
  /** For tests that step through versions. */
  readonly migrations?: readonly string[]
}

/**
 * Opens the history, makes it where there is none and brings an older one up to date.
 *
 * In WAL mode a committed transaction outlives `kill -9` of the process whatever `synchronous` is, since it is in
 * the operating system's hands by then; FULL adds a flush a commit so that it outlives a power cut too. Measured on
 * a busy 2-core machine with a virtual disk: 7 ms a commit with FULL, 0.3 ms with NORMAL, at some 5 commits a second.
 * @throws newer-version when a newer Saccade wrote it; storage when it cannot be read or written. The file is
 * untouched in both cases.
 */
export function openDatabase(file: string, options: OpenOptions = {}): Database {
  const place = `the database ${file}`
  return explaining(place, () => {
    const migrations = options.migrations ?? MIGRATIONS
    inspect(file, migrations.length, options.readonly ?? false)
    const database = new Sqlite(file, { readonly: options.readonly ?? false, timeout: 5000 })
    try {
      if (!options.readonly) {
        database.pragma('journal_mode = WAL')
        database.pragma('synchronous = FULL')
      }
      database.pragma('foreign_keys = ON')
      if (!options.readonly) migrate(database, migrations)
    } catch (error) {
      database.close()
      throw error
    }
    return database
  })
}

/** Looks before anything writes: opening for writing alone can change a file (WAL recovery, the journal mode). */
function inspect(file: string, newest: number, mustExist: boolean): void {
  const bytes = fs.statSync(file, { throwIfNoEntry: false })?.size
  if (bytes === undefined && mustExist) {
    throw new SaccadeError('not-found', `There is no database ${file}`, { hint: 'Train a run first.' })
  }
  if (bytes === undefined || (bytes === 0 && !mustExist)) return
  const header = readHeader(file)
  if (header.application !== APPLICATION_ID && bytes > 0) {
    throw new SaccadeError('storage', `${file} is damaged or not a Saccade database; it was left untouched`, {
      hint: 'Move it away to start with an empty history, or put a copy of it from a backup in its place.',
    })
  }
  if (header.version > newest) {
    throw new SaccadeError(
      'newer-version',
      `${file} was written by a newer version of Saccade (schema ${header.version}, this one knows ${newest}); it was left untouched`,
      { hint: 'Use that newer version, or choose another folder with --data-dir or SACCADE_HOME.' },
    )
  }
  if (mustExist && header.version < newest) {
    throw new SaccadeError('storage', `${file} was written by an older version of Saccade (schema ${header.version})`, {
      hint: 'Open the window or train once with this version: it brings the history up to date.',
    })
  }
}

interface Header {
  readonly version: number
  readonly application: number
}

/**
 * The two numbers of a database's first page, without SQLite where possible: even a reading connection leaves
 * files beside a database in WAL mode. Only a log that was never folded in (after a kill) needs SQLite itself.
 */
function readHeader(file: string): Header {
  if ((fs.statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    const probe = new Sqlite(file, { readonly: true, timeout: 5000 })
    try {
      return { version: version(probe), application: Number(probe.pragma('application_id', { simple: true })) }
    } finally {
      probe.close()
    }
  }
  const header = Buffer.alloc(100)
  const handle = fs.openSync(file, 'r')
  try {
    fs.readSync(handle, header, 0, header.length, 0)
  } finally {
    fs.closeSync(handle)
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return { version: 0, application: 0 }
  return { version: header.readUInt32BE(60), application: header.readUInt32BE(68) } // fileformat2.html, section 1.3
}

/** Each migration is a transaction of its own, with its version: one that fails leaves the file as it was before it. */
function migrate(database: Database, migrations: readonly string[]): void {
  for (let from = version(database); from < migrations.length; from++) {
    const statements = migrations[from] ?? ''
    database
      .transaction(() => {
        database.exec(statements)
        database.pragma(`user_version = ${from + 1}`)
        database.pragma(`application_id = ${APPLICATION_ID}`)
      })
      .immediate()
  }
}

function version(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

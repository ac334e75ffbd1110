import { SaccadeError } from '../../shared/errors.ts'
import { explained } from '../../shared/system-errors.ts'
import { APPLICATION_ID, hasHistory, inspectHistory } from './inspect.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { Migration, Tell } from './migrations/migration.ts'
import { refuseDamaged } from './soundness.ts'
import { type Database, causeOf, isOpen, isUnopened, openFile, openUnchanging } from './sqlite.ts'

export type { Database }

export interface OpenOptions {
  readonly readonly?: boolean
  /** For tests that step through versions. */
  readonly migrations?: readonly Migration[]
  /** Hears, in words for people, how far a long migration is. */
  readonly tell?: Tell
}

/**
 * Opens the history, makes it where there is none and brings an older one up to date. For writing it is looked
 * through first: nothing is written into a damaged one.
 *
 * In WAL mode a committed transaction outlives `kill -9` of the process whatever `synchronous` is, since it is in
 * the operating system's hands by then; FULL adds a flush a commit so that it outlives a power cut too. Measured on
 * a busy 2-core machine with a virtual disk: 7 ms a commit with FULL, 0.3 ms with NORMAL, at some 5 commits a second.
 * @throws newer-version when a newer Saccade wrote it; storage when it cannot be read or written. The file is
 * untouched in both cases.
 */
export function openDatabase(file: string, options: OpenOptions = {}): Database {
  const { readonly = false, migrations = MIGRATIONS, tell = () => undefined } = options
  try {
    return readonly ? openReadOnly(file, migrations.length) : openWritable(file, migrations, tell)
  } catch (error) {
    throw explained(causeOf(error, file, { readonly }), `the history ${file}`, { deed: readonly ? 'read' : 'written' })
  }
}

/** A history without runs that is kept nowhere. */
export function emptyDatabase(): Database {
  return prepareWritable(openFile(':memory:'), MIGRATIONS)
}

function openWritable(file: string, migrations: readonly Migration[], tell: Tell): Database {
  if (hasHistory(file)) {
    inspectHistory(file, migrations.length)
    refuseDamaged(file)
  }
  return prepareWritable(openFile(file), migrations, tell)
}

function prepareWritable(database: Database, migrations: readonly Migration[], tell: Tell = () => undefined): Database {
  return closingOnFailure(database, () => {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    migrate(database, migrations, tell)
  })
}

function openReadOnly(file: string, newest: number): Database {
  if (!hasHistory(file)) {
    throw new SaccadeError('not-found', `There is no history ${file}`, { hint: 'Train a run first.' })
  }
  inspectHistory(file, newest, { readonly: true })
  try {
    const database = openFile(file, { readonly: true })
    return closingOnFailure(database, () => version(database))
  } catch (error) {
    // Reading takes locks in files beside it, which cannot be made where nothing can be written. Where there are none
    // nobody has it open, and it was closed in order: it is read as it lies there.
    if (!isUnopened(error) || isOpen(file)) throw error
    return openUnchanging(file)
  }
}

function closingOnFailure(database: Database, work: () => void): Database {
  try {
    work()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Each migration is a transaction of its own, with its version: one that fails, or is ended by a kill, leaves the file as
 * it was before it, and begins anew at the next start.
 */
function migrate(database: Database, migrations: readonly Migration[], tell: Tell): void {
  for (let from = version(database); from < migrations.length; from++) {
    const migration = migrations[from] ?? ''
    database
      .transaction(() => {
        if (typeof migration === 'string') database.exec(migration)
        else migration(database, tell)
        database.pragma(`user_version = ${from + 1}`)
        database.pragma(`application_id = ${APPLICATION_ID}`)
      })
      .immediate()
  }
}

function version(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

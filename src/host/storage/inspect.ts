import fs from 'node:fs'
import path from 'node:path'
import { SaccadeError } from '../../shared/errors.ts'
import { lookAt } from '../../shared/user-paths.ts'
import { hasLog, openFile } from './sqlite.ts'

const FIRST_PAGE = 4096

/** Marks the file as ours in SQLite's header (“Scde”), so that some other program's database is not migrated. */
export const APPLICATION_ID = 0x53636465

/**
 * Whether there is a history to open. An empty file and a database without a table are none: what a host leaves that
 * ended while it made it.
 * @throws storage where it cannot be looked at, is no ordinary file, or is empty although runs lie beside it
 */
export function hasHistory(file: string): boolean {
  const found = lookAt(file, `the history ${file}`)
  if (!found) return false
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'a folder' : 'not an ordinary file'
    throw new SaccadeError('storage', `The history ${file} is ${what}`, { hint: 'Move it away.' })
  }
  if (found.size === FIRST_PAGE && !hasLog(file) && isBlank(file)) return false
  if (found.size > 0) return true
  if (!hasLog(file) && !fs.existsSync(path.join(path.dirname(file), 'runs'))) return false
  throw new SaccadeError('storage', `The history ${file} is empty (0 bytes), although runs lie beside it`, {
    hint: 'Put a copy of it from a backup in its place, or move the whole folder away to start anew.',
  })
}

/**
 * Looks at a history before anything writes: opening for writing alone can change a file (WAL recovery, the journal mode).
 * @throws newer-version; storage where it is damaged, another program's, or too old to be read as it is
 */
export function inspectHistory(file: string, newest: number, { readonly = false } = {}): void {
  const { application, version } = readHeader(file)
  if (application !== APPLICATION_ID) {
    throw new SaccadeError('storage', `${file} is damaged or not a Saccade database; it was left untouched`, {
      hint: '`saccade rescue --to DIR` brings what is whole of a damaged history into a new data folder. Or put a copy from a backup in its place.',
    })
  }
  if (version > newest) {
    throw new SaccadeError(
      'newer-version',
      `${file} was written by a newer version of Saccade (schema ${version}, this one knows ${newest}); it was left untouched`,
      { hint: 'Use that newer version, or choose another folder with --data-dir or SACCADE_HOME.' },
    )
  }
  if (readonly && version < newest) {
    throw new SaccadeError('storage', `${file} was written by an older version of Saccade (schema ${version})`, {
      hint: 'Open the window or train once with this version: it brings the history up to date.',
    })
  }
}

export interface Header {
  readonly version: number
  readonly application: number
}

/**
 * The two numbers of a database's first page, without SQLite where possible: even a reading connection leaves
 * files beside a database in WAL mode. Only a log that was never folded in (after a kill) needs SQLite itself.
 */
export function readHeader(file: string): Header {
  if (hasLog(file)) {
    const probe = openFile(file, { readonly: true })
    try {
      const number = (name: string) => Number(probe.pragma(name, { simple: true }))
      return { version: number('user_version'), application: number('application_id') }
    } finally {
      probe.close()
    }
  }
  const header = readStart(file)
  if (!isDatabase(header)) return { version: 0, application: 0 }
  return { version: header.readUInt32BE(60), application: header.readUInt32BE(68) } // fileformat2.html, section 1.3
}

/** A first page without an entry, that nobody has signed. */
function isBlank(file: string): boolean {
  const start = readStart(file)
  const [version, application, entries] = [start.readUInt32BE(60), start.readUInt32BE(68), start.readUInt16BE(103)]
  return isDatabase(start) && version === 0 && application === 0 && start[100] === 0x0d && entries === 0
}

function isDatabase(start: Buffer): boolean {
  return start.toString('latin1', 0, 16) === 'SQLite format 3\0'
}

/** The header of the file and that of its first page. */
function readStart(file: string): Buffer {
  const start = Buffer.alloc(108)
  const handle = fs.openSync(file, 'r')
  try {
    fs.readSync(handle, start, 0, start.length, 0)
    return start
  } finally {
    fs.closeSync(handle)
  }
}

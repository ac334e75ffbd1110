import { SaccadeError } from '../../shared/errors.ts'

const FULL_HINT = 'Make room on that disk, then try again; a run that was cut short can be resumed.'
const PERMISSION_HINT =
  'Give your user write permission there, or choose another folder with --data-dir or SACCADE_HOME.'

/** What to say of an error code of SQLite or of the file system; null for codes that need no words of their own. */
function explain(code: string, place: string): { message: string; hint: string } | null {
  switch (code) {
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR_WRITE':
    case 'SQLITE_IOERR_SHMSIZE':
    case 'SQLITE_IOERR_FSYNC':
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return { message: `No space left to write ${place}`, hint: FULL_HINT }
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_READONLY_DBMOVED':
    case 'SQLITE_PERM':
    case 'SQLITE_CANTOPEN':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { message: `${place} cannot be opened for writing`, hint: PERMISSION_HINT }
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return {
        message: `${place} is damaged or not a Saccade database; it was left untouched`,
        hint: 'Move the file away to start with an empty history, or put a copy of it from a backup in its place.',
      }
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return {
        message: `${place} is held by another program`,
        hint: 'Close the program that has the file open, then try again.',
      }
    case 'ENOENT':
      return {
        message: `${place} cannot be made there`,
        hint: 'Choose another folder with --data-dir or SACCADE_HOME.',
      }
    case 'ENOTDIR':
    case 'EEXIST':
      return {
        message: `${place} is in the way of a folder`,
        hint: 'Choose another folder with --data-dir or SACCADE_HOME.',
      }
    default:
      return null
  }
}

/** The code that SQLite or the operating system gave an error, such as `SQLITE_FULL` or `ENOSPC`. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/**
 * An error of SQLite or of the file system as a `storage` error in words for a person. Extended codes such as
 * `SQLITE_CORRUPT_INDEX` fall back on their first two words. Anything else is handed back as it is.
 */
export function storageError(error: unknown, place: string): unknown {
  if (error instanceof SaccadeError) return error
  const code = systemCode(error)
  const found = explain(code, place) ?? explain(code.split('_').slice(0, 2).join('_'), place)
  if (found) return new SaccadeError('storage', `${found.message} (${code})`, { hint: found.hint, cause: error })
  if (!code.startsWith('SQLITE_')) return error
  const text = error instanceof Error ? error.message : String(error)
  return new SaccadeError('storage', `${place} failed: ${text} (${code})`, {
    hint: 'Check the disk and the permissions of the data folder.',
    cause: error,
  })
}

/** Runs `work`; what SQLite or the file system throws in it is explained. */
export function explaining<Result>(place: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw storageError(error, place)
  }
}

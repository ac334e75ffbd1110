import { type ErrorCode, SaccadeError } from './errors.ts'

interface Words {
  readonly fault: string
  readonly hint: string
}

const FULL_HINT = 'Make room there, then try again; a run that was cut short can be resumed.'
const PERMISSION: Words = { fault: 'permission denied', hint: 'Give your user the right to it.' }
const TAKEN: Words = { fault: 'another program holds it', hint: 'Close the program that has it open, then try again.' }
const BROKEN: Words = {
  fault: 'the disk or the connection to it failed',
  hint: 'Check the disk and the messages of the system, then try again.',
}
export const DAMAGED_HINT =
  '`saccade doctor` tells what is damaged; `saccade rescue --to DIR` brings the rest into a new data folder.'

/** What the codes of the operating system and of SQLite mean, for people, and what helps. */
const WORDS: Readonly<Record<string, Words>> = {
  ENOENT: {
    fault: 'it does not exist',
    hint: 'Check the path; a relative one is taken from the folder Saccade was started in.',
  },
  ENOTDIR: { fault: 'a file is in the way of a folder', hint: 'Check the path.' },
  EEXIST: { fault: 'something that is no folder is in the way', hint: 'Move it away.' },
  EISDIR: { fault: 'it is a folder, not a file', hint: 'Move the folder away, or check the path.' },
  ENOTEMPTY: { fault: 'the folder is not empty', hint: 'Name another one.' },
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: { fault: 'it lies where nothing can be written', hint: 'Choose a place that can be written.' },
  ENAMETOOLONG: { fault: 'a part of its path is too long', hint: 'Most systems take 255 bytes a name.' },
  EMFILE: { fault: 'this process may open no more files', hint: 'Raise its limit (ulimit -n).' },
  ENFILE: { fault: 'the system can open no more files', hint: 'Close other programs, then try again.' },
  EFBIG: {
    fault: 'it grows larger than a file may be there',
    hint: 'Raise the limit on the size of files (ulimit -f), or choose another disk; a run that was cut short can be resumed.',
  },
  ENOSPC: { fault: 'the disk is full', hint: FULL_HINT },
  EDQUOT: { fault: 'your share of the disk is used up', hint: FULL_HINT },
  ELOOP: { fault: 'its path leads in a circle of links', hint: 'Mend the links.' },
  EIO: BROKEN,
  ENXIO: BROKEN,
  ENODEV: BROKEN,
  ESTALE: BROKEN,
  ETIMEDOUT: BROKEN,
  EBUSY: TAKEN,
  ETXTBSY: TAKEN,
  EAGAIN: { fault: 'the system is at its limit', hint: 'Close other programs, then try again.' },
  ENOMEM: { fault: 'the memory is full', hint: 'Close other programs, then try again.' },
  EINVAL: { fault: 'the system cannot have it there', hint: 'Choose another name or place.' },
  ENOTSUP: { fault: 'the system cannot do that there', hint: 'Choose another place.' },
  ENOSYS: { fault: 'the system cannot do that there', hint: 'Choose another place.' },

  SQLITE_FULL: { fault: 'the disk is full', hint: FULL_HINT },
  // SQLite says no more of what the system refused to write.
  SQLITE_IOERR_WRITE: {
    fault: 'the disk is full, or it grows larger than a file may be there',
    hint: `${FULL_HINT} Where there is room, raise the limit on the size of files (ulimit -f).`,
  },
  SQLITE_IOERR_FSYNC: { fault: 'the disk is full, or takes no more', hint: FULL_HINT },
  SQLITE_IOERR_SHMSIZE: { fault: 'the disk is full, or takes no more', hint: FULL_HINT },
  SQLITE_IOERR: BROKEN,
  SQLITE_READONLY: { fault: 'it can only be read', hint: 'Give your user the right to write it and its folder.' },
  SQLITE_PERM: PERMISSION,
  SQLITE_AUTH: PERMISSION,
  SQLITE_CANTOPEN: { fault: 'it cannot be opened', hint: 'Check it and its folder.' },
  SQLITE_CORRUPT: { fault: 'it is damaged', hint: DAMAGED_HINT },
  SQLITE_NOTADB: { fault: 'it is damaged or not a Saccade database', hint: DAMAGED_HINT },
  SQLITE_BUSY: TAKEN,
  SQLITE_LOCKED: TAKEN,
  SQLITE_NOMEM: { fault: 'the memory is full', hint: 'Close other programs, then try again.' },
}

/** Making a folder has an answer of its own where the system has none above it, as in /proc. */
const NOT_MADE: Words = { fault: 'the system makes no folders there', hint: 'Choose another place.' }

/** How a place was touched. */
export interface Touch {
  readonly deed?: 'read' | 'written' | 'made' | 'deleted'
  readonly code?: ErrorCode
  /** How to choose another place, where there is a way to. */
  readonly elsewhere?: string
}

/** The code that SQLite or the operating system gave an error, such as `SQLITE_FULL` or `ENOSPC`; '' for others. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** True for what SQLite throws where a database is damaged. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(systemCode(error))
}

/** What went wrong, as a part of a sentence: `permission denied (EACCES)`. What the table does not know keeps its words. */
export function systemFault(error: unknown): string {
  const words = wordsFor(systemCode(error))
  if (words) return `${words.fault} (${systemCode(error)})`
  return error instanceof Error ? error.message : String(error)
}

/** What helps against it, '' where the table does not know. */
export function systemHint(error: unknown): string {
  return wordsFor(systemCode(error))?.hint ?? ''
}

/**
 * An error of the operating system or of SQLite at `place`, such as `the data folder /x`, in words for a person.
 * Anything else is handed back as it is.
 */
export function explained(error: unknown, place: string, touch: Touch = {}): unknown {
  const { deed = 'written', code = 'storage', elsewhere = '' } = touch
  const system = systemCode(error)
  if (error instanceof SaccadeError) return error
  const words = deed === 'made' && system === 'ENOENT' ? NOT_MADE : wordsFor(system)
  if (!words && !system.startsWith('SQLITE_')) return error
  const fault = words ? `${words.fault} (${system})` : `${systemFault(error)} (${system})`
  const message = `${place.replace(/^the /, 'The ')} cannot be ${deed}: ${fault}`
  return new SaccadeError(code, message, {
    hint: [words?.hint, elsewhere].filter(Boolean).join(' '),
    cause: error,
  })
}

/** Runs `work`; what the operating system or SQLite throws in it is explained. */
export function explaining<Result>(place: string, work: () => Result, touch?: Touch): Result {
  try {
    return work()
  } catch (error) {
    throw explained(error, place, touch)
  }
}

/** Extended codes such as `SQLITE_CORRUPT_INDEX` fall back on their first two words. */
function wordsFor(code: string): Words | undefined {
  return WORDS[code] ?? (code.startsWith('SQLITE_') ? WORDS[code.split('_').slice(0, 2).join('_')] : undefined)
}

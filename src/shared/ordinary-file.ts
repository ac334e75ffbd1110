// What a user names to be read is an ordinary file: a pipe could wait for a writer forever, and a device never ends.
import fs from 'node:fs'
import { SaccadeError } from './errors.ts'
import { systemFault, systemHint } from './system-errors.ts'

interface Fault {
  /** Follows the file's name. */
  readonly message: string
  readonly hint: string
}

/** What is wrong with a file that is to be read; null where it can be. It is only looked at, never opened. */
export function faultOfFile(path: string): Fault | null {
  try {
    const fault = faultOfKind(fs.statSync(path))
    if (fault) return fault
    fs.accessSync(path, fs.constants.R_OK)
    return null
  } catch (error) {
    return faultOfError(error)
  }
}

function faultOfKind(stat: fs.Stats): Fault | null {
  if (stat.isDirectory()) return { message: 'is a folder', hint: 'Give the path of a file.' }
  if (stat.isFile()) return null
  return {
    message: 'is not an ordinary file',
    hint: 'Write what comes out of a pipe or a device into a file first, and give that.',
  }
}

/** @throws bad-data for what is not there, may not be read, or is no ordinary file. `what` says what it is to be. */
export function checkOrdinaryFile(path: string, what = ''): void {
  const fault = faultOfFile(path)
  if (fault) throw refusal(path, what, fault)
}

/** What the system threw while a file was read, in words. */
export function unreadable(path: string, error: unknown, what = ''): SaccadeError {
  return refusal(path, what, faultOfError(error), error)
}

/**
 * The bytes of an ordinary file.
 * @throws bad-data as {@link checkOrdinaryFile}, and for a file with more bytes than `most`
 */
export function readOrdinaryFile(path: string, { most, what = '' }: { most: number; what?: string }): Uint8Array {
  checkOrdinaryFile(path, what)
  try {
    const file = fs.openSync(path, 'r')
    try {
      return readUpTo(file, most) ?? tooLarge(path, what, most)
    } finally {
      fs.closeSync(file)
    }
  } catch (error) {
    throw error instanceof SaccadeError ? error : unreadable(path, error, what)
  }
}

/**
 * The same for who must not wait for a slow file system meanwhile.
 * @throws bad-data
 */
export async function readOrdinaryFileSoon(
  path: string,
  { most, what = '' }: { most: number; what?: string },
): Promise<Uint8Array> {
  try {
    const fault = faultOfKind(await fs.promises.stat(path))
    if (fault) throw refusal(path, what, fault)
    const file = await fs.promises.open(path)
    try {
      const { size } = await file.stat()
      return size > most ? tooLarge(path, what, most) : await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw error instanceof SaccadeError ? error : unreadable(path, error, what)
  }
}

/** Null where there is more. The size that the system tells may be wrong, as it is for the files of /proc. */
function readUpTo(file: number, most: number): Uint8Array | null {
  const { size } = fs.fstatSync(file)
  if (size > most) return null
  const chunks: Buffer[] = []
  let left = most + 1
  for (let wanted = size + 1; left > 0; wanted = 64 * 1024) {
    const chunk = Buffer.allocUnsafe(Math.min(wanted, left))
    const count = fs.readSync(file, chunk)
    if (count === 0) return chunks.length === 1 ? (chunks[0] ?? chunk) : Buffer.concat(chunks)
    chunks.push(chunk.subarray(0, count))
    left -= count
  }
  return null
}

function tooLarge(path: string, what: string, most: number): never {
  const limit = most < 1024 ** 2 ? `${Math.floor(most / 1024)} kB` : `${Math.floor(most / 1024 ** 2)} MB`
  throw refusal(path, what, { message: `has more than ${limit}`, hint: '' })
}

function faultOfError(error: unknown): Fault {
  return { message: `cannot be read: ${systemFault(error)}`, hint: systemHint(error) }
}

function refusal(path: string, what: string, { message, hint }: Fault, cause?: unknown): SaccadeError {
  const name = what ? `${what} ${path}` : path
  return new SaccadeError('bad-data', `${name} ${message}`, { hint, cause, problems: [{ path, message }] })
}

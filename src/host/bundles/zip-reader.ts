import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { Readable } from 'node:stream'
import yauzl from 'yauzl'
import { SaccadeError } from '../../shared/errors.ts'
import { checkOrdinaryFile, unreadable } from '../../shared/ordinary-file.ts'
import { systemCode } from '../../shared/system-errors.ts'
import { checkGoingOn } from '../tasks.ts'

/** Stored, deflated. */
const METHODS = [0, 8]
const LINK = 0o120000
const KIND = 0o170000
/** A file may unpack to so much, and to so many times its packed size on top: what Saccade writes stays far below. */
const FREE_BYTES = 64 * 1024 ** 2
const MOST_TIMES = 200

export interface ZipEntry {
  readonly name: string
  /** Unpacked. */
  readonly bytes: number
}

export interface ZipReader {
  readonly entries: ReadonlyMap<string, ZipEntry>
  /** What a file holds, piece by piece. @throws bad-data where it is damaged, aborted */
  read(name: string): AsyncIterable<Uint8Array>
  close(): void
}

/**
 * Opens a zip file and looks at what it says it holds, before any of it is unpacked.
 * @param name what people know the file by
 * @throws bad-data where it is none, or one that unpacks to what nobody means to unpack
 */
export async function openZip(file: string, name: string, signal: AbortSignal): Promise<ZipReader> {
  checkOrdinaryFile(file, 'The bundle')
  const zip = await readingAs(name, () => yauzl.openPromise(file, { autoClose: false, strictFileNames: true }))
  try {
    const found = await readingAs(name, () => listEntries(zip, fs.statSync(file).size))
    return {
      entries: new Map([...found].map(([name, { uncompressedSize }]) => [name, { name, bytes: uncompressedSize }])),
      async *read(part) {
        const entry = found.get(part)
        if (!entry) throw damaged(name, `${part} is not in it`)
        const stream: Readable = await readingAs(name, () => zip.openReadStreamPromise(entry))
        try {
          for await (const piece of stream) {
            checkGoingOn(signal)
            yield piece as Uint8Array
          }
        } catch (error) {
          throw asDamage(name, error)
        } finally {
          stream.destroy()
        }
      },
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function listEntries(zip: yauzl.ZipFile, size: number): Promise<Map<string, yauzl.Entry>> {
  const found = new Map<string, yauzl.Entry>()
  let packed = 0
  for await (const entry of zip.eachEntry()) {
    const { fileName: name, compressedSize, uncompressedSize, compressionMethod } = entry
    const kind = (entry.externalFileAttributes >>> 16) & KIND
    if (found.has(name)) throw new Error(`${name} is in it twice`)
    if (name.endsWith('/')) throw new Error(`it holds the folder ${name}`)
    if (kind === LINK) throw new Error(`${name} is a link`)
    if (entry.isEncrypted()) throw new Error(`${name} is encrypted`)
    if (!METHODS.includes(compressionMethod)) throw new Error(`${name} is packed in a way that Saccade does not use`)
    if (uncompressedSize > FREE_BYTES + MOST_TIMES * compressedSize) {
      throw new Error(`${name} would unpack to ${Math.round(uncompressedSize / 1024 ** 2)} MB`)
    }
    // Files that lie over each other unpack to more than there is.
    if ((packed += compressedSize) > size) throw new Error('its files lie over each other')
    found.set(name, entry)
  }
  return found
}

/** SHA-256 of a file in it, in hexadecimal. */
export async function digestOf(zip: ZipReader, name: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of zip.read(name)) hash.update(piece)
  return hash.digest('hex')
}

/** A file in it as a text. @throws bad-data where it has more bytes than `most`, or is no UTF-8 */
export async function textOf(zip: ZipReader, name: string, most: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of zip.read(name)) {
    if ((bytes += piece.length) > most) throw tooLarge(name, most)
    pieces.push(piece)
  }
  return decoded(Buffer.concat(pieces), name)
}

const MOST_LINE_BYTES = 64 * 1024 ** 2

/** A file of lines, each parsed as JSON; a few at a time in memory. @throws bad-data where one is none, or too long */
export async function* linesOf(zip: ZipReader, name: string): AsyncIterable<{ value: unknown; bytes: number }> {
  let rest: Uint8Array[] = []
  let held = 0
  let number = 0
  const parse = (bytes: Uint8Array) => {
    number++
    try {
      return { value: JSON.parse(decoded(bytes, name)) as unknown, bytes: bytes.length }
    } catch (error) {
      if (error instanceof SaccadeError) throw error
      throw new SaccadeError('bad-data', `Line ${number} of ${name} is not JSON`, { hint: NOTHING })
    }
  }
  for await (const piece of zip.read(name)) {
    let from = 0
    for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, from)) {
      yield parse(Buffer.concat([...rest, piece.subarray(from, at)]))
      rest = []
      held = 0
      from = at + 1
    }
    rest.push(piece.subarray(from))
    if ((held += piece.length - from) > MOST_LINE_BYTES)
      throw tooLarge(`Line ${number + 1} of ${name}`, MOST_LINE_BYTES)
  }
  if (held > 0) throw new SaccadeError('bad-data', `${name} ends within a line`, { hint: NOTHING })
}

const NOTHING = 'Nothing was imported. Ask whoever made the bundle for a new one.'

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SaccadeError('bad-data', `${name} is not UTF-8 text`, { hint: NOTHING })
  }
}

function tooLarge(what: string, most: number): SaccadeError {
  return new SaccadeError('bad-data', `${what} has more than ${Math.floor(most / 1024)} kB`, { hint: NOTHING })
}

/** @throws bad-data in the place of what the library throws */
async function readingAs<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw asDamage(file, error)
  }
}

function asDamage(file: string, error: unknown): unknown {
  if (error instanceof SaccadeError) return error
  if (/^E[A-Z]+$/.test(systemCode(error))) return unreadable(file, error, 'The bundle')
  const message = error instanceof Error ? error.message : String(error)
  return damaged(file, NO_ZIP.test(message) ? 'it is no zip file, or its end is cut off' : message, error)
}

/** How the library says it, which nobody has to know the words of. */
const NO_ZIP = /^End of central directory record/

/** What the file is told to be wrong with; also for what is seen in it elsewhere. */
export function damaged(file: string, fault: string, cause?: unknown): SaccadeError {
  return new SaccadeError('bad-data', `${file} cannot be imported: ${fault}`, {
    hint: 'Nothing was imported. It must be a bundle that Saccade has written, whole and unchanged: copy or download it again.',
    cause,
  })
}

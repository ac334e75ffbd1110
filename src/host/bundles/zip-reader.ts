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
const PACKED = 8
/**
 * A packed file may unpack to so many times its size, and all files of a bundle together to so much beyond that. Curves are packed to a third,
 * maps and pairs to a tenth, a log of one line again and again to a thirtieth, and windows of five over 500 tokens to a ninetieth.
 */
const FREE_BYTES = 64 * 1024 ** 2
const MOST_TIMES = 100

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
    const found = await readingAs(name, () => listEntries(zip, name, fs.statSync(file).size))
    return {
      entries: new Map([...found].map(([name, { uncompressedSize }]) => [name, { name, bytes: uncompressedSize }])),
      async *read(part) {
        const entry = found.get(part)
        if (!entry) throw damaged(name, `${part} is not in it`)
        const stream: Readable = await readingAs(name, () => zip.openReadStreamPromise(entry), part)
        try {
          for await (const piece of stream) {
            checkGoingOn(signal)
            yield piece as Uint8Array
          }
        } catch (error) {
          throw asDamage(name, error, part)
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

/** @throws bad-data */
async function listEntries(zip: yauzl.ZipFile, file: string, size: number): Promise<Map<string, yauzl.Entry>> {
  const found = new Map<string, yauzl.Entry>()
  let [packed, unpacked, beyond] = [0, 0, 0]
  for await (const entry of zip.eachEntry()) {
    const { fileName: name, compressedSize, uncompressedSize, compressionMethod } = entry
    const kind = (entry.externalFileAttributes >>> 16) & KIND
    if (found.has(name)) throw damaged(file, `${name} is in it twice`)
    if (name.endsWith('/')) throw damaged(file, `it holds the folder ${name}`)
    if (kind === LINK) throw damaged(file, `${name} is a link`)
    if (entry.isEncrypted()) throw damaged(file, `${name} is encrypted`)
    if (!METHODS.includes(compressionMethod)) {
      throw damaged(file, `${name} is packed in a way that Saccade does not use`)
    }
    // Files that lie over each other unpack to more than there is.
    if ((packed += compressedSize) > size) throw damaged(file, 'its files lie over each other')
    unpacked += uncompressedSize
    const usual = compressionMethod === PACKED ? MOST_TIMES * compressedSize : compressedSize
    beyond += Math.max(0, uncompressedSize - usual)
    found.set(name, entry)
  }
  if (beyond > FREE_BYTES) {
    const would = Math.round(unpacked / 1024 ** 2)
    throw damaged(file, `it would unpack to ${would} MB, far more than anything of its size that Saccade writes`)
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

/** A line of a file, and which one it is, the first being 1. */
export interface NumberedLine {
  readonly value: unknown
  readonly bytes: number
  readonly number: number
}

/**
 * A file of lines, each parsed as JSON; a few at a time in memory.
 * @throws bad-data where one is none, or has more bytes than `most`
 */
export async function* linesOf(zip: ZipReader, name: string, most: number): AsyncIterable<NumberedLine> {
  let rest: Uint8Array[] = []
  let held = 0
  let number = 0
  const parse = (bytes: Uint8Array) => {
    number++
    try {
      return { value: JSON.parse(decoded(bytes, name)) as unknown, bytes: bytes.length, number }
    } catch (error) {
      if (error instanceof SaccadeError) throw error
      throw new SaccadeError('bad-data', `Line ${number} of ${name} is not JSON`, { hint: NOTHING })
    }
  }
  for await (const piece of zip.read(name)) {
    let from = 0
    for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, from)) {
      if (held + at - from > most) throw tooLarge(`Line ${number + 1} of ${name}`, most)
      yield parse(Buffer.concat([...rest, piece.subarray(from, at)]))
      rest = []
      held = 0
      from = at + 1
    }
    rest.push(piece.subarray(from))
    if ((held += piece.length - from) > most) throw tooLarge(`Line ${number + 1} of ${name}`, most)
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
async function readingAs<Result>(file: string, work: () => Promise<Result>, part?: string): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw asDamage(file, error, part)
  }
}

function asDamage(file: string, error: unknown, part?: string): unknown {
  if (error instanceof SaccadeError) return error
  if (/^E[A-Z]+$/.test(systemCode(error))) return unreadable(file, error, 'The bundle')
  return damaged(file, faultOf(error instanceof Error ? error.message : String(error), part), error)
}

/** In plain words; those of the library, which nobody has to know, stand behind them at most. */
function faultOf(message: string, part: string | undefined): string {
  if (NO_ZIP.test(message)) return 'it is no zip file, or its end is cut off'
  if (BAD_NAME.test(message)) return `it names a file as no bundle does (${message})`
  return `${part === undefined ? 'it is no whole zip file, or was changed' : `${part} is damaged`} (${message})`
}

const NO_ZIP = /^End of central directory record/
const BAD_NAME = /^(absolute path|invalid relative path|invalid characters in fileName)/

/** What the file is told to be wrong with; also for what is seen in it elsewhere. */
export function damaged(file: string, fault: string, cause?: unknown): SaccadeError {
  return new SaccadeError('bad-data', `${file} cannot be imported: ${fault}`, {
    hint: 'Nothing was imported. It must be a bundle that Saccade has written, whole and unchanged: fetch it again, or have it made anew.',
    cause,
  })
}

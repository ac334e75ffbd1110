import type { Encoding } from '../../../shared/datasets/encodings.ts'
import type { Problem } from '../../../shared/errors.ts'
import type { Reading } from '../../../shared/datasets/reading.ts'
import { type TextSource, nameOf, readFileBytes } from '../bytes.ts'
import { compressionOf, expanded } from '../compression.ts'
import { findFaults } from '../encoding-faults.ts'
import { textEncoding } from '../encodings.ts'
import { badData } from '../problems.ts'
import type { PairFile } from '../reader.ts'
import { guessEncoding } from './encoding.ts'

/** How a file begins, from which its format is guessed. */
export interface Head {
  readonly file: PairFile
  readonly name: string
  /** Expanded, where the file is compressed. */
  readonly bytes: Buffer
  readonly compression: string | null
  readonly encoding: Encoding
  /** Whole lines, unless there is only one, empty where they are no text; '' for what is none at all. */
  readonly text: string
  /** Lines that are no text in the encoding, which was given or is that of nearly all others. */
  readonly faults: readonly Problem[]
}

/** An option that was guessed, and from what. */
export interface GuessedOption {
  readonly option: string
  readonly value: string
  readonly reason: string
}

export interface Guess {
  readonly reading: Reading
  readonly guesses: readonly GuessedOption[]
  /** The first rows as the file has them; none for files without columns. */
  readonly cells: readonly (readonly string[])[]
  /** What can be chosen as source and target: columns, fields or languages. */
  readonly choices: readonly string[]
  /** What is doubtful, in words. */
  readonly warnings: readonly string[]
}

const HEAD_BYTES = 1024 * 1024

/** @throws bad-data when the file cannot be read, or is empty */
export async function readHead(file: PairFile, given: Encoding | undefined) {
  const name = nameOf(file.path)
  const bytes = await firstBytes(file.path)
  if (bytes.length === 0) throw badData(name, `${name} is empty`, { hint: 'Choose a file that holds pairs.' })
  const found = given === undefined ? await guessEncoding(bytes) : null
  const encoding = given ?? found?.encoding ?? 'utf-8'
  const { text, faults } = isBinary(bytes) ? NO_TEXT : textOf(name, cutAtLine(bytes, encoding), encoding, given)
  const head: Head = {
    file,
    name,
    bytes,
    compression: compressionOf(await firstBytes(file.path, false)),
    encoding,
    text: text.replace(/^\uFEFF/u, ''),
    faults,
  }
  return { head, found }
}

async function firstBytes(source: TextSource, expand = true): Promise<Buffer> {
  if (typeof source !== 'string') throw new RangeError('Only a file can be looked at before it is read')
  const parts: Uint8Array[] = []
  let bytes = 0
  const chunks = readFileBytes(source)
  for await (const part of expand ? expanded(source, chunks) : chunks) {
    parts.push(part)
    bytes += part.byteLength
    if (bytes >= HEAD_BYTES) break
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES)
}

type TextOfHead = Pick<Head, 'text' | 'faults'>

const NO_TEXT: TextOfHead = { text: '', faults: [] }

/**
 * The format of a file shows in its good lines, so that its reader can tell of the others. What is no text by and large is
 * none, unless somebody says what it is.
 */
function textOf(name: string, bytes: Buffer, encoding: Encoding, given: Encoding | undefined): TextOfHead {
  const decoder = textEncoding(encoding)
  const whole = decoder.decode(bytes)
  if (whole !== null) return { text: whole, faults: [] }
  const faults = findFaults(name, bytes, 1, decoder)
  const lines: string[] = []
  let good = 0
  for (let start = 0; start < bytes.length;) {
    const end = decoder.findEnd(bytes, start) || bytes.length
    const line = decoder.decode(bytes.subarray(start, end))
    if (line !== null && line.trim() !== '') good++
    // Those that are no text stay as empty ones, so that lines keep their numbers.
    lines.push(line ?? '\n')
    start = end
  }
  return given !== undefined || good > 3 * faults.length ? { text: lines.join(''), faults } : NO_TEXT
}

function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).toString('latin1') === 'PAR1'
}

/** The whole lines where the head is cut, so that no character is. */
export function cutAtLine(bytes: Buffer, encoding: Encoding): Buffer {
  if (bytes.length < HEAD_BYTES) return bytes
  const { lastEnd, width } = textEncoding(encoding)
  const end = lastEnd(bytes, 0x0a) || lastEnd(bytes, 0x3e)
  return bytes.subarray(0, end || bytes.length - (bytes.length % width))
}

import { basename } from 'node:path'
import type { Encoding } from '../../shared/datasets/encodings.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type OnBytes, type TextSource, nameOf, readFileBytes } from './bytes.ts'
import { expanded } from './compression.ts'
import { findFaults, refuseBareReturns, refuseKnownFormat, refuseWrongEncoding } from './encoding-faults.ts'
import { type TextEncoding, textEncoding } from './encodings.ts'
import { type Faults, createFaults } from './faults.ts'
import { badData } from './problems.ts'

export type { TextSource } from './bytes.ts'

export interface ReadOptions {
  readonly signal?: AbortSignal
  /** Text without a line is text too, as on standard input. */
  readonly mayBeEmpty?: boolean
  /** UTF-8 without. */
  readonly encoding?: Encoding
  readonly onBytes?: OnBytes
}

/** Lines that were read together. Null stands for a line that is a fault and was told of. */
export interface Lines {
  /** The number of the first one, from 1. */
  readonly first: number
  readonly lines: readonly (string | null)[]
}

const NEWLINE = 0x0a
/** The end of a piece of XML, which may have no line end at all. */
export const TAG_END = 0x3e

/** No line of a corpus is longer, and a longer one would have to be held in memory as a whole. */
const LONGEST_LINE = 16 * 1024 * 1024

/**
 * The lines of a text without their ends (`\n` or `\r\n`; nothing else ends a line). A byte order mark at its start is
 * dropped; a last line without an end counts. The file may be compressed by gzip or zstd.
 * @throws bad-data when a file is missing, empty, not a file, unreadable, not text (with the line and byte of each fault), or binary
 */
export async function readLines(source: TextSource, options: ReadOptions = {}): Promise<string[]> {
  const lines: string[] = []
  for await (const some of readLinesAsTheyCome(source, options)) for (const line of some) lines.push(line)
  return lines
}

/** The same lines, as many together as were read together. @throws as {@link readLines} */
export async function* readLinesAsTheyCome(
  source: TextSource,
  options: ReadOptions = {},
): AsyncGenerator<readonly string[]> {
  for await (const text of readText(source, options)) yield linesOf(text)
}

/**
 * The same lines with their numbers. Those that are no text are added to the faults, which are left to be settled, or
 * refuse them here where the faults do. @throws as {@link readLines}
 */
export async function* readNumberedLines(
  source: TextSource,
  faults: Faults,
  options: ReadOptions = {},
): AsyncGenerator<Lines> {
  const encoding = textEncoding(options.encoding ?? 'utf-8')
  let refused = false
  for await (const block of readBlocks(source, NEWLINE, encoding, options, faults.goOn)) {
    const { bytes, line: first } = block
    if (bytes === null) {
      faults.add('form', { path: `${nameOf(source)}:${first}`, message: TOO_LONG })
      yield { first, lines: [null] }
      continue
    }
    const text = decodeBlock(source, block, encoding)
    if (text !== null) yield { first, lines: linesOf(text) }
    else if (faults.goOn) yield { first, lines: goodLines(source, bytes, first, encoding, faults) }
    else {
      findFaults(nameOf(source), bytes, first, encoding).forEach((problem) => faults.add('encoding', problem))
      refused = true
      // What comes by itself may never end, so its other faults are not waited for.
      if (typeof source !== 'string') break
    }
  }
  if (refused) faults.settle()
}

/** The text in pieces, each of which ends behind the character `end` unless the text ends. @throws as {@link readLines} */
export async function* readText(
  source: TextSource,
  options: ReadOptions = {},
  end: number = NEWLINE,
): AsyncGenerator<string> {
  const faults = createFaults()
  const encoding = textEncoding(options.encoding ?? 'utf-8')
  for await (const block of readBlocks(source, end, encoding, options, false)) {
    const text = decodeBlock(source, block, encoding)
    if (text === null && block.bytes) {
      findFaults(nameOf(source), block.bytes, block.line, encoding).forEach((fault) => faults.add('encoding', fault))
      // What comes by itself may never end, so its other faults are not waited for.
      if (typeof source !== 'string') break
    } else if (text !== null && !faults.found) yield text
  }
  faults.settle()
}

interface Block {
  /** Null for a line that is too long. */
  readonly bytes: Buffer | null
  readonly line: number
  /** True for the first one. */
  readonly begins: boolean
}

const TOO_LONG = `the line is longer than ${LONGEST_LINE / 1024 / 1024} MB`

async function* readBlocks(
  source: TextSource,
  end: number,
  encoding: TextEncoding,
  { signal, mayBeEmpty = false, onBytes }: ReadOptions,
  goOn: boolean,
): AsyncGenerator<Block> {
  const name = nameOf(source)
  const chunks = expanded(name, typeof source === 'string' ? readFileBytes(source, onBytes) : source.bytes)
  let line = 1
  let begins = true
  for await (const bytes of wholePieces(encoding.width === 2 ? even(chunks) : chunks, end, encoding)) {
    if (signal?.aborted) throw new SaccadeError('aborted', `Reading ${basename(name)} was stopped`)
    if (bytes === null && !goOn) {
      throw badData(name, `${name}:${line}: ${TOO_LONG}`, {
        line,
        hint: 'No sentence is so long. Is it a text with one sentence a line, and of this format?',
      })
    }
    yield { bytes, line, begins }
    begins = false
    line += bytes === null ? 1 : countLineEnds(bytes, encoding)
  }
  if (begins && !mayBeEmpty) throw badData(name, `${name} is empty`, { hint: 'Choose a file that holds pairs.' })
}

/** The text of a block; null where some of it is none. @throws bad-data for what is known to be no text at all */
function decodeBlock(source: TextSource, { bytes, begins }: Block, encoding: TextEncoding): string | null {
  if (bytes === null) return null
  const name = nameOf(source)
  if (begins) refuseWrongEncoding(name, bytes, encoding.name)
  const text = encoding.decode(bytes)
  if (!begins) return text
  if (text === null) refuseKnownFormat(name, bytes)
  else if (encoding.width === 1) refuseBareReturns(name, bytes)
  return text?.startsWith('\uFEFF') ? text.slice(1) : text
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (text.endsWith('\n')) lines.pop()
  if (!text.includes('\r')) return lines
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
}

/** The lines of a block of which some are no text. */
function goodLines(
  source: TextSource,
  bytes: Buffer,
  first: number,
  encoding: TextEncoding,
  faults: Faults,
): (string | null)[] {
  const bad = new Set<number>()
  for (const problem of findFaults(nameOf(source), bytes, first, encoding)) {
    faults.add('encoding', problem)
    bad.add(Number(/\d+$/.exec(problem.path)?.[0]))
  }
  const lines: (string | null)[] = []
  for (let start = 0; start < bytes.length;) {
    const end = encoding.findEnd(bytes, start) || bytes.length
    const [text = ''] = bad.has(first + lines.length) ? [] : linesOf(encoding.decode(bytes.subarray(start, end)) ?? '')
    lines.push(bad.has(first + lines.length) ? null : text)
    start = end
  }
  return lines
}

/** Pieces that end behind a character, the last one where the bytes end; null for one that would be too long. */
async function* wholePieces(
  chunks: AsyncIterable<Uint8Array>,
  character: number,
  encoding: TextEncoding,
): AsyncGenerator<Buffer | null> {
  let rest: Buffer[] = []
  let waiting = 0
  let skipping = false
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const end = encoding.lastEnd(chunk, character)
    if (end === 0) {
      waiting += chunk.length
      if (waiting > LONGEST_LINE) {
        if (!skipping) yield null
        skipping = true
        rest = []
      } else rest.push(chunk)
      continue
    }
    const start = skipping ? encoding.findEnd(chunk, 0) : 0
    skipping = false
    if (rest.length > 0) yield Buffer.concat([...rest, chunk.subarray(start, end)])
    else if (end > start) yield chunk.subarray(start, end)
    rest = end < chunk.length ? [chunk.subarray(end)] : []
    waiting = chunk.length - end
  }
  if (rest.length > 0 && !skipping) yield Buffer.concat(rest)
}

/** The same bytes in pieces that do not cut a unit of two. */
async function* even(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0)
  for await (const bytes of chunks) {
    const all = rest.byteLength > 0 ? Buffer.concat([rest, bytes]) : bytes
    const end = all.byteLength & ~1
    if (end > 0) yield all.subarray(0, end)
    rest = all.slice(end)
  }
  if (rest.byteLength > 0) yield rest
}

function countLineEnds(bytes: Buffer, encoding: TextEncoding): number {
  let count = 0
  for (let at = encoding.findEnd(bytes, 0); at > 0; at = encoding.findEnd(bytes, at)) count++
  return count
}

import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { SaccadeError } from '../../shared/errors.ts'
import { checkOrdinaryFile, unreadable } from '../../shared/ordinary-file.ts'
import { encodingError, findFaults, refuseBareReturns, refuseKnownFormat } from './encoding-faults.ts'
import { badData, createProblemList } from './problems.ts'

export interface ReadOptions {
  readonly signal?: AbortSignal
  /** Text without a line is text too, as on standard input. */
  readonly mayBeEmpty?: boolean
}

/** A file by its path, or bytes that come by themselves, with the name that messages give them. */
export type TextSource = string | { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> }

/** Read at once; a line may be longer. */
const CHUNK_BYTES = 4 * 1024 * 1024
const NEWLINE = 0x0a

/**
 * The lines of a UTF-8 text without their ends (`\n` or `\r\n`; nothing else ends a line). A byte order mark at its
 * start is dropped; a last line without an end counts.
 * @throws bad-data when a file is missing, empty, not a file, unreadable, not UTF-8 (with the line and byte of each fault), or binary
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
  for await (const text of readText(source, options)) {
    const lines = text.split('\n')
    if (text.endsWith('\n')) lines.pop()
    yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  }
}

/** The text in pieces of whole lines, each with its line ends. @throws as {@link readLines} */
export async function* readText(source: TextSource, options: ReadOptions = {}): AsyncGenerator<string> {
  const name = typeof source === 'string' ? source : source.name
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const faults = createProblemList()
  let line = 1
  for await (const block of wholeLines(typeof source === 'string' ? readChunks(source) : source.bytes)) {
    if (options.signal?.aborted) throw new SaccadeError('aborted', `Reading ${basename(name)} was stopped`)
    if (block.includes(0) || !isUtf8(block)) {
      if (line === 1) refuseKnownFormat(name, block)
      findFaults(name, block, line).forEach(faults.add)
      // What comes by itself may never end, so its other faults are not waited for.
      if (typeof source !== 'string') break
    } else if (faults.count === 0) {
      if (line === 1) refuseBareReturns(name, block)
      const text = decoder.decode(block)
      yield line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
    }
    line += Math.max(1, countNewlines(block))
  }
  if (faults.count > 0) throw encodingError(faults.problems)
  if (line === 1 && !options.mayBeEmpty) {
    throw badData(name, `${name} is empty`, { hint: 'Choose a file that holds pairs.' })
  }
}

/** Blocks that end at a line's end, the last one where the bytes end. */
async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end > 0) yield rest.length > 0 ? Buffer.concat([...rest, chunk.subarray(0, end)]) : chunk.subarray(0, end)
    if (end > 0) rest = []
    if (end < chunk.length) rest.push(chunk.subarray(end))
  }
  if (rest.length > 0) yield Buffer.concat(rest)
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  checkOrdinaryFile(path)
  try {
    const file = await open(path, 'r')
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES)
        if (bytesRead === 0) return
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw error instanceof SaccadeError ? error : unreadable(path, error)
  }
}

function countNewlines(block: Buffer): number {
  let count = 0
  for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) count++
  return count
}

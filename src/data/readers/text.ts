import { isUtf8 } from 'node:buffer'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { SaccadeError } from '../../shared/errors.ts'
import { encodingError, findFaults, refuseBareReturns, refuseKnownFormat } from './encoding-faults.ts'
import { badData, createProblemList } from './problems.ts'

export interface ReadOptions {
  readonly signal?: AbortSignal
}

/** Read at once; a line may be longer. */
const CHUNK_BYTES = 4 * 1024 * 1024
const NEWLINE = 0x0a

/**
 * The lines of a UTF-8 text file without their ends (`\n` or `\r\n`; nothing else ends a line). A byte order mark is
 * dropped; a last line without an end counts.
 * @throws bad-data when the file is missing, empty, not a file, unreadable, not UTF-8 (with the line and byte of each fault), or binary
 */
export async function readLines(path: string, options: ReadOptions = {}): Promise<string[]> {
  const lines: string[] = []
  for await (const text of readText(path, options)) {
    const pieces = text.split('\n')
    if (text.endsWith('\n')) pieces.pop()
    for (const piece of pieces) lines.push(piece.endsWith('\r') ? piece.slice(0, -1) : piece)
  }
  return lines
}

/** The text of a file in pieces of whole lines, each with its line ends. @throws as {@link readLines} */
export async function* readText(path: string, { signal }: ReadOptions = {}): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const faults = createProblemList()
  let line = 1
  for await (const block of readBlocks(path)) {
    if (signal?.aborted) throw new SaccadeError('aborted', `Reading ${basename(path)} was stopped`)
    if (block.includes(0) || !isUtf8(block)) {
      if (line === 1) refuseKnownFormat(path, block)
      findFaults(path, block, line).forEach(faults.add)
    } else if (faults.count === 0) {
      if (line === 1) refuseBareReturns(path, block)
      const text = decoder.decode(block)
      yield line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
    }
    line += countNewlines(block)
  }
  if (faults.count > 0) throw encodingError(faults.problems)
}

/** Blocks that end at a line's end, the last one at the file's. */
async function* readBlocks(path: string): AsyncGenerator<Buffer> {
  const file = await openFile(path)
  try {
    let rest: Buffer[] = []
    let total = 0
    for (;;) {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES)
      if (bytesRead === 0) break
      total += bytesRead
      const chunk = buffer.subarray(0, bytesRead)
      const end = chunk.lastIndexOf(NEWLINE) + 1
      if (end === 0) {
        rest.push(chunk)
        continue
      }
      yield rest.length > 0 ? Buffer.concat([...rest, chunk.subarray(0, end)]) : chunk.subarray(0, end)
      rest = end < bytesRead ? [chunk.subarray(end)] : []
    }
    if (total === 0) throw badData(path, `${path} is empty`, { hint: 'Choose a file that holds pairs.' })
    if (rest.length > 0) yield Buffer.concat(rest)
  } catch (error) {
    throw error instanceof SaccadeError ? error : unreadable(path, error)
  } finally {
    await file.close()
  }
}

async function openFile(path: string) {
  try {
    // Looked at before it is opened: opening a named pipe would wait for a writer.
    const stats = await stat(path)
    if (stats.isFile()) return await open(path, 'r')
    const what = stats.isDirectory() ? 'a folder' : 'not an ordinary file'
    throw badData(path, `${path} is ${what}`, { hint: 'Give the path of a text file.' })
  } catch (error) {
    throw error instanceof SaccadeError ? error : unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): SaccadeError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return badData(path, `${path} does not exist`, {
      hint: 'Check the path; a relative one is taken from the folder Saccade was started in.',
      cause: error,
    })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return badData(path, `${path} may not be read: permission denied`, {
      hint: 'Change the permissions of the file or its folder.',
      cause: error,
    })
  }
  return badData(path, `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  })
}

function countNewlines(block: Buffer): number {
  let count = 0
  for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) count++
  return count
}

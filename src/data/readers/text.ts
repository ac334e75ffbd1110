import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Problem, SaccadeError } from '../../shared/errors.ts'
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
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error)
  })
  const stats = await file.stat()
  if (stats.isFile()) return file
  await file.close()
  throw badData(path, `${path} is ${stats.isDirectory() ? 'a folder' : 'not an ordinary file'}`, {
    hint: 'Give the path of a text file.',
  })
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
  if (code === 'EISDIR')
    return badData(path, `${path} is a folder`, { hint: 'Give the path of a text file.', cause: error })
  return badData(path, `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  })
}

function refuseKnownFormat(path: string, block: Buffer): void {
  const start = block.subarray(0, 4).toString('latin1')
  const compressed = start.startsWith('\x1f\x8b')
    ? 'gzip'
    : start.startsWith('PK')
      ? 'a zip archive'
      : start.startsWith('\xfd7zX')
        ? 'xz'
        : ''
  if (compressed)
    throw badData(path, `${path}:1 is not text: the file is compressed (${compressed})`, {
      line: 1,
      hint: 'Unpack the file first.',
    })
  if (start.startsWith('\xff\xfe') || start.startsWith('\xfe\xff')) {
    throw badData(path, `${path}:1 is not UTF-8: the file begins with the byte order mark of UTF-16`, {
      line: 1,
      hint: `Convert it first: iconv -f UTF-16 -t UTF-8 ${basename(path)}`,
    })
  }
}

function findFaults(path: string, block: Buffer, firstLine: number): Problem[] {
  const problems: Problem[] = []
  let line = firstLine
  for (let start = 0; start < block.length; line++) {
    const newline = block.indexOf(NEWLINE, start)
    const end = newline === -1 ? block.length : newline
    const bytes = block.subarray(start, end)
    const problem = describeFault(bytes)
    if (problem) problems.push({ path: `${path}:${line}`, message: problem })
    start = end + 1
  }
  return problems
}

function describeFault(bytes: Buffer): string {
  const zero = bytes.indexOf(0)
  if (!isUtf8(bytes)) {
    const place = firstBadByte(bytes)
    if (zero === -1 || place < zero) {
      return `not UTF-8: byte ${place + 1} of the line is 0x${bytes
        .subarray(place, place + 1)
        .toString('hex')
        .toUpperCase()}`
    }
  }
  return zero === -1 ? '' : `not text: byte ${zero + 1} of the line is NUL`
}

/** Where the first sequence begins that the lenient decoder has to replace. */
function firstBadByte(bytes: Buffer): number {
  const text = bytes.toString('utf8')
  let byte = 0
  let from = 0
  for (;;) {
    const replaced = text.indexOf('\uFFFD', from)
    byte += Buffer.byteLength(text.slice(from, replaced), 'utf8')
    const genuine = bytes.subarray(byte, byte + 3).toString('hex') === 'efbfbd'
    if (!genuine) return byte
    byte += 3
    from = replaced + 1
  }
}

function encodingError(problems: readonly Problem[]): SaccadeError {
  const [first] = problems
  const binary = problems.every((problem) => problem.message.startsWith('not text'))
  return new SaccadeError('bad-data', `${first?.path ?? ''} is ${first?.message ?? ''}`, {
    problems,
    hint: binary
      ? 'The file seems to be binary; give a text file in UTF-8.'
      : 'Convert the file to UTF-8 first, for example: iconv -f ISO-8859-1 -t UTF-8',
  })
}

function countNewlines(block: Buffer): number {
  let count = 0
  for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) count++
  return count
}

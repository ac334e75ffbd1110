import { isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import { type Problem, SaccadeError } from '../../shared/errors.ts'
import { badData } from './problems.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Names the format of a file that is no text, by its first bytes. @throws bad-data */
export function refuseKnownFormat(path: string, block: Buffer): void {
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

/** A whole file without `\n` that has a `\r` before its end is one of the old Mac OS, not one long line. @throws bad-data */
export function refuseBareReturns(path: string, block: Buffer): void {
  const first = block.indexOf(RETURN)
  if (first === -1 || first === block.length - 1 || block.includes(NEWLINE)) return
  throw badData(path, `${path}:1 ends with a bare carriage return (\\r), as do all lines of the file`, {
    line: 1,
    hint: `Convert the line ends first: tr '\\r' '\\n' < ${basename(path)}`,
  })
}

/** Every line of the block that is not UTF-8 text; the block begins at `firstLine`. */
export function findFaults(path: string, block: Buffer, firstLine: number): Problem[] {
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

/** What to throw once all faults are known. */
export function encodingError(problems: readonly Problem[]): SaccadeError {
  const [first] = problems
  const binary = problems.every((problem) => problem.message.startsWith('not text'))
  return new SaccadeError('bad-data', `${first?.path ?? ''} is ${first?.message ?? ''}`, {
    problems,
    hint: binary
      ? 'The file seems to be binary; give a text file in UTF-8.'
      : 'Convert the file to UTF-8 first, for example: iconv -f ISO-8859-1 -t UTF-8',
  })
}

import { isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import { type Encoding, encodingTitle } from '../../shared/datasets/encodings.ts'
import { type Problem, SaccadeError } from '../../shared/errors.ts'
import { type TextEncoding, UTF8, mostlyUtf8 } from './encodings.ts'
import { badData } from './problems.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Formats that hold text only when they have been unpacked by other means. */
const PACKED: readonly (readonly [start: string, name: string])[] = [
  ['\x1f\x8b', 'gzip'],
  ['PK', 'a zip archive'],
  ['\xfd7zX', 'xz'],
  ['BZh', 'bzip2'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
]

/** Names the format of a file that is no text, by its first bytes. @throws bad-data */
export function refuseKnownFormat(path: string, block: Buffer): void {
  const start = block.subarray(0, 4).toString('latin1')
  const packed = PACKED.find(([first]) => start.startsWith(first))
  if (packed)
    throw badData(path, `${path}:1 is not text: the file is compressed (${packed[1]})`, {
      line: 1,
      hint: 'Unpack the file first.',
    })
  if (start === 'PAR1')
    throw badData(path, `${path}:1 is not text: the file is of the format Parquet`, {
      line: 1,
      hint: 'Import it as Parquet.',
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

/**
 * Refuses an encoding that can decode the bytes but is plainly not theirs, so that no text is read wrong without a word.
 * @throws bad-data
 */
export function refuseWrongEncoding(path: string, block: Buffer, encoding: Encoding): void {
  if (encoding === 'utf-8') return
  const is = looksLike(block, encoding)
  if (is === null) return
  const hint = is === NARROW ? 'Choose another encoding.' : `Choose the encoding ${is}.`
  throw badData(path, `${path}:1 is not ${encodingTitle(encoding)}: the text is ${is}`, { line: 1, hint })
}

const NARROW = 'of one byte a character'

function looksLike(block: Buffer, encoding: Encoding): string | null {
  if (block.subarray(0, 2).toString('latin1') === '\xff\xfe') return encoding === 'utf-16le' ? null : 'UTF-16 LE'
  if (block.subarray(0, 2).toString('latin1') === '\xfe\xff') return encoding === 'utf-16be' ? null : 'UTF-16 BE'
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    // Every text has line ends, tabs or spaces, which are a zero byte and another one in UTF-16.
    const [even, odd] = countZeros(block)
    if (even + odd === 0) return isUtf8(block) ? 'UTF-8' : block.length < 256 ? null : NARROW
    if (encoding === 'utf-16le' && even > 2 * odd) return 'UTF-16 BE'
    return encoding === 'utf-16be' && odd > 2 * even ? 'UTF-16 LE' : null
  }
  const most = block.subarray(0, 1 << 20)
  const cut = most.lastIndexOf(NEWLINE) + 1
  const sample = most.length === block.length || cut === 0 ? most : most.subarray(0, cut)
  return encoding !== 'iso-2022-jp' && countHigh(sample) >= 8 && mostlyUtf8(sample).mostly ? 'UTF-8' : null
}

function countZeros(block: Buffer): [even: number, odd: number] {
  const zeros: [number, number] = [0, 0]
  for (let at = block.indexOf(0); at !== -1; at = block.indexOf(0, at + 1)) zeros[at & 1 ? 1 : 0]++
  return zeros
}

function countHigh(bytes: Buffer): number {
  let count = 0
  for (const byte of bytes) if (byte > 0x7f) count++
  return count
}

/** Every line of the block that is no text in the encoding; the block begins at `firstLine`. */
export function findFaults(path: string, block: Buffer, firstLine: number, encoding: TextEncoding = UTF8): Problem[] {
  const problems: Problem[] = []
  let line = firstLine
  for (let start = 0; start < block.length; line++) {
    const end = encoding.findEnd(block, start) || block.length
    const problem = describeFault(block.subarray(start, end), encoding)
    if (problem) problems.push({ path: `${path}:${line}`, message: problem })
    start = end
  }
  return problems
}

/** What is wrong with the bytes of a line; '' where nothing is. */
export function describeFault(bytes: Buffer, encoding: TextEncoding): string {
  if (encoding.name !== 'utf-8') {
    return encoding.decode(bytes) === null
      ? `not ${encodingTitle(encoding.name)}: ${badCharacter(bytes, encoding)}`
      : ''
  }
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

/** The longest beginning that can be decoded says where the fault is. */
function badCharacter(bytes: Buffer, encoding: TextEncoding): string {
  let [good, bad] = [0, bytes.length]
  while (bad - good > encoding.width) {
    const middle = good + Math.ceil((bad - good) / 2 / encoding.width) * encoding.width
    if (encoding.decodesBeginning(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  const hex = bytes
    .subarray(good, good + encoding.width)
    .toString('hex')
    .toUpperCase()
  return `byte ${good + 1} of the line, 0x${hex}, stands for no character there`
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
  const utf8 = problems.some((problem) => problem.message.startsWith('not UTF-8'))
  return new SaccadeError('bad-data', `${first?.path ?? ''} is ${first?.message ?? ''}`, {
    problems,
    hint: binary
      ? 'The file seems to be binary; give a text file in UTF-8.'
      : utf8
        ? 'Mend these bytes; where the whole file is of another encoding, convert it: iconv -f ISO-8859-1 -t UTF-8'
        : 'Choose another encoding.',
  })
}

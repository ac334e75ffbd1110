import zlib from 'node:zlib'
import { type PairOutputs, firstRows } from '../../shared/outputs/pair-outputs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { DAMAGED_HINT } from '../../shared/system-errors.ts'

/** Most bytes that a stored list unpacks to: what is larger was not written by Saccade. */
const MOST_BYTES = 1024 ** 3

/** The columns of whole numbers, in the order in which they are stored; `ids` come first, as many as `lengths` add up to. */
const COLUMNS = ['lengths', 'exact', 'edits', 'references', 'misaligned', 'links'] as const

/**
 * Outputs in few bytes: the number of rows, the tokens as JSON, then every column as numbers of as many bytes as each
 * needs (LEB128), then the scores; all of it deflated.
 */
export function packOutputs(outputs: PairOutputs): Uint8Array {
  const tokens = new TextEncoder().encode(JSON.stringify(outputs.tokens))
  const scores = new Uint8Array(Float32Array.from(outputs.scores).buffer)
  const numbers = [outputs.ids, ...COLUMNS.map((name) => outputs[name])]
  const count = numbers.reduce((sum, column) => sum + column.length, 3)
  const bytes = new Uint8Array(5 * count + tokens.length + scores.length)
  let at = 0
  const put = (value: number): void => {
    let left = value
    for (; left > 0x7f; left = left >>> 7) bytes[at++] = (left & 0x7f) | 0x80
    bytes[at++] = left
  }
  const append = (part: Uint8Array): void => {
    bytes.set(part, at)
    at += part.length
  }
  put(outputs.lengths.length)
  put(outputs.ids.length)
  put(tokens.length)
  append(tokens)
  for (const column of numbers) column.forEach(put)
  append(scores)
  return zlib.deflateRawSync(bytes.subarray(0, at))
}

/** The first rows of the outputs, as many as have room in so many bytes, and how many those are. */
export function packWithin(
  outputs: PairOutputs,
  most: number,
): { readonly content: Uint8Array; readonly rows: number } {
  let rows = outputs.lengths.length
  let content = packOutputs(outputs)
  while (content.length > most && rows > 0) {
    rows = Math.floor(Math.min(rows - 1, (rows * most) / content.length))
    content = packOutputs(firstRows(outputs, rows))
  }
  return { content, rows }
}

/** @throws storage where the bytes are not what {@link packOutputs} made */
export function unpackOutputs(content: Uint8Array): PairOutputs {
  const bytes = inflated(content)
  let at = 0
  const next = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined || shift > 28) throw damaged('it ends too early')
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const column = (length: number) => {
    const values = new Int32Array(length)
    for (let row = 0; row < length; row++) values[row] = next()
    return values
  }
  const [rows, count, length] = [next(), next(), next()]
  if (Math.max(rows, count, length) > bytes.length) throw damaged('it ends too early')
  const tokens = JSON.parse(new TextDecoder().decode(bytes.subarray(at, at + length))) as string[]
  at += length
  const ids = column(count)
  const [lengths, exact, edits, references, misaligned, links] = COLUMNS.map(() => column(rows))
  if (bytes.length - at !== 4 * rows) throw damaged(`it has ${bytes.length - at} bytes of scores for ${rows} outputs`)
  const scores = new Float32Array(Uint8Array.from(bytes.subarray(at)).buffer)
  const none = new Int32Array(0)
  return {
    ...{ tokens, ids, scores, lengths: lengths ?? none, exact: exact ?? none, edits: edits ?? none },
    ...{ references: references ?? none, misaligned: misaligned ?? none, links: links ?? none },
  }
}

/** JSON in few bytes. */
export function packJson(json: string): Uint8Array {
  return zlib.deflateRawSync(json)
}

/** @throws storage */
export function unpackJson(content: Uint8Array): string {
  return new TextDecoder().decode(inflated(content))
}

function inflated(content: Uint8Array): Uint8Array {
  try {
    return zlib.inflateRawSync(content, { maxOutputLength: MOST_BYTES })
  } catch (error) {
    throw damaged('it cannot be unpacked', error)
  }
}

function damaged(what: string, cause?: unknown): SaccadeError {
  return new SaccadeError('storage', `What is kept of a run's outputs is damaged in the history: ${what}`, {
    hint: DAMAGED_HINT,
    cause,
  })
}

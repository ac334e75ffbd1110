import { isUtf8 } from 'node:buffer'
import type { Encoding } from '../../shared/datasets/encodings.ts'

/** How bytes are cut at a character and decoded. */
export interface TextEncoding {
  readonly name: Encoding
  /** Bytes of a unit: the encoding has no shorter character. */
  readonly width: 1 | 2
  /** Behind the first line end from there on; 0 without one. */
  readonly findEnd: (bytes: Buffer, from: number) => number
  /** Behind the last `character` of the bytes; 0 without one. */
  readonly lastEnd: (bytes: Buffer, character: number) => number
  /** The text of whole characters; null where some bytes are no text. */
  readonly decode: (bytes: Buffer) => string | null
  /** Whether the bytes can be the beginning of a text, the last character perhaps cut. */
  readonly decodesBeginning: (bytes: Buffer) => boolean
}

const NEWLINE = 0x0a

/** No encoding that is wider than a byte has the bytes of a line end, `>` or `<` within another character. */
const BYTES = {
  width: 1,
  findEnd: (bytes: Buffer, from: number) => bytes.indexOf(NEWLINE, from) + 1,
  lastEnd: (bytes: Buffer, character: number) => bytes.lastIndexOf(character) + 1,
} as const

function units(low: 0 | 1) {
  const find = (bytes: Buffer, from: number) => {
    for (let at = bytes.indexOf(NEWLINE, from); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
      if ((at & 1) === low && bytes[at ^ 1] === 0 && (at | 1) < bytes.length) return (at | 1) + 1
    }
    return 0
  }
  const findLast = (bytes: Buffer, character: number) => {
    for (let at = bytes.lastIndexOf(character); at !== -1; at = at === 0 ? -1 : bytes.lastIndexOf(character, at - 1)) {
      if ((at & 1) === low && bytes[at ^ 1] === 0 && (at | 1) < bytes.length) return (at | 1) + 1
    }
    return 0
  }
  return {
    width: 2,
    findEnd: find,
    lastEnd: findLast,
  } as const
}

export const UTF8: TextEncoding = {
  ...BYTES,
  name: 'utf-8',
  decode: (bytes) => (bytes.includes(0) || !isUtf8(bytes) ? null : bytes.toString()),
  decodesBeginning: (bytes) => decodes(new TextDecoder('utf-8', { fatal: true }), bytes),
}

/** Text does not hold these, but bytes that stand for nothing in an encoding of one byte become some of them. */
const NO_TEXT = /[\0\u0080-\u009f]/

export function textEncoding(name: Encoding): TextEncoding {
  if (name === 'utf-8') return UTF8
  const fresh = () => new TextDecoder(name, { fatal: true, ignoreBOM: true })
  const form = name === 'utf-16le' ? units(0) : name === 'utf-16be' ? units(1) : BYTES
  const controls = form.width === 1 ? NO_TEXT : /\0/
  const decoder = fresh()
  return {
    ...form,
    name,
    decode(bytes) {
      try {
        const text = decoder.decode(bytes)
        return controls.test(text) ? null : text
      } catch {
        return null
      }
    },
    decodesBeginning: (bytes) => decodes(fresh(), bytes, controls),
  }
}

function decodes(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer, never?: RegExp): boolean {
  try {
    return never?.test(decoder.decode(bytes, { stream: true })) !== true
  } catch {
    return false
  }
}

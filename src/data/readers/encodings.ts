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

/** Bytes beyond ASCII that are part of a character of UTF-8, and those that are not. */
const UTF8_PARTS =
  /[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f]|\xf0[\x90-\xbf][\x80-\xbf]|[\xf1-\xf3][\x80-\xbf]{2}|\xf4[\x80-\x8f][\x80-\xbf])[\x80-\xbf]|[\x80-\xff]/g

/**
 * Whether bytes are UTF-8 but for a few, and how many those are: text of another encoding is valid UTF-8 by chance only in
 * a word or two, so a byte that was damaged does not make it one.
 */
export function mostlyUtf8(bytes: Buffer): { readonly mostly: boolean; readonly stray: number } {
  if (isUtf8(bytes)) return { mostly: true, stray: 0 }
  let [characters, stray] = [0, 0]
  for (const [part] of bytes.toString('latin1').matchAll(UTF8_PARTS)) {
    if (part.length > 1) characters++
    else stray++
  }
  return { mostly: characters >= 3 * stray, stray }
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

import { grow } from './columns.ts'
import { BINS } from './signature.ts'

/** What finds equal and like rows: 64 bits a text, each in two columns. */
export interface KeyColumns {
  source0: Int32Array
  source1: Int32Array
  target0: Int32Array
  target1: Int32Array
  /** Of the letters alone, in lower case. */
  sourceLetters0: Int32Array
  sourceLetters1: Int32Array
  targetLetters0: Int32Array
  targetLetters1: Int32Array
  /** What a row has no key of: bits NO_SOURCE … */
  without: Uint8Array
  /** BINS a row. */
  signatures: Uint8Array
}

export const NO_SOURCE = 1
export const NO_TARGET = 2
export const NO_SOURCE_LETTERS = 4
export const NO_TARGET_LETTERS = 8
/** Too few words for a near duplicate. */
export const FEW_WORDS = 16

/** Makes room for more rows, one column after the other, so that but one is there twice at a time. */
export function growKeys(keys: KeyColumns, rows: number): void {
  keys.source0 = grow(Int32Array, rows, keys.source0)
  keys.source1 = grow(Int32Array, rows, keys.source1)
  keys.target0 = grow(Int32Array, rows, keys.target0)
  keys.target1 = grow(Int32Array, rows, keys.target1)
  keys.sourceLetters0 = grow(Int32Array, rows, keys.sourceLetters0)
  keys.sourceLetters1 = grow(Int32Array, rows, keys.sourceLetters1)
  keys.targetLetters0 = grow(Int32Array, rows, keys.targetLetters0)
  keys.targetLetters1 = grow(Int32Array, rows, keys.targetLetters1)
  keys.without = grow(Uint8Array, rows, keys.without)
  keys.signatures = grow(Uint8Array, rows * BINS, keys.signatures)
}

export function createKeys(rows: number): KeyColumns {
  const [words, bytes] = [new Int32Array(0), new Uint8Array(0)]
  const keys: KeyColumns = {
    source0: words,
    source1: words,
    target0: words,
    target1: words,
    sourceLetters0: words,
    sourceLetters1: words,
    targetLetters0: words,
    targetLetters1: words,
    without: bytes,
    signatures: bytes,
  }
  growKeys(keys, rows)
  return keys
}

/** One key of a row made of those of its sides. */
export function pairKeys(
  rows: number,
  [source0, source1]: readonly [Int32Array, Int32Array],
  [target0, target1]: readonly [Int32Array, Int32Array],
): readonly [Int32Array, Int32Array] {
  const [pair0, pair1] = [new Int32Array(rows), new Int32Array(rows)]
  for (let row = 0; row < rows; row++) {
    pair0[row] = Math.imul(source0[row] ?? 0, 0x9e3779b1) ^ (target0[row] ?? 0)
    pair1[row] = Math.imul(source1[row] ?? 0, 0x5f356495) ^ (target1[row] ?? 0)
  }
  return [pair0, pair1]
}

import { ROWS_HELD } from './row-store.ts'
import { BINS } from './signature.ts'

/** What finds equal and like rows: 64 bits a text, each in two columns. */
export type KeyColumns = ReturnType<typeof createKeys>

/** Gives a column of all rows. */
export type ReadKeys = <Name extends keyof KeyColumns>(name: Name) => KeyColumns[Name]

export const NO_SOURCE = 1
export const NO_TARGET = 2
export const NO_SOURCE_LETTERS = 4
export const NO_TARGET_LETTERS = 8
/** Too few words for a near duplicate. */
export const FEW_WORDS = 16

/** Columns for the latest rows. */
export function createKeys() {
  const words = () => new Int32Array(ROWS_HELD)
  return {
    source0: words(),
    source1: words(),
    target0: words(),
    target1: words(),
    /** Of the letters alone, in lower case. */
    sourceLetters0: words(),
    sourceLetters1: words(),
    targetLetters0: words(),
    targetLetters1: words(),
    /** What a row has no key of: bits NO_SOURCE … */
    without: new Uint8Array(ROWS_HELD),
    /** BINS a row. */
    signatures: new Uint8Array(ROWS_HELD * BINS),
    /** A bit a finding, by its place in FINDINGS. */
    flags: new Uint32Array(ROWS_HELD),
  }
}

/** The 64 bits of a text. */
export type Key = readonly [Int32Array, Int32Array]

export function sourceKeys(read: ReadKeys): Key {
  return [read('source0'), read('source1')]
}

export function targetKeys(read: ReadKeys): Key {
  return [read('target0'), read('target1')]
}

export function sourceLetterKeys(read: ReadKeys): Key {
  return [read('sourceLetters0'), read('sourceLetters1')]
}

export function targetLetterKeys(read: ReadKeys): Key {
  return [read('targetLetters0'), read('targetLetters1')]
}

/** One key of a row made of those of its sides. */
export function pairKeys([source0, source1]: Key, [target0, target1]: Key): Key {
  const rows = source0.length
  const [pair0, pair1] = [new Int32Array(rows), new Int32Array(rows)]
  for (let row = 0; row < rows; row++) {
    pair0[row] = Math.imul(source0[row] ?? 0, 0x9e3779b1) ^ (target0[row] ?? 0)
    pair1[row] = Math.imul(source1[row] ?? 0, 0x5f356495) ^ (target1[row] ?? 0)
  }
  return [pair0, pair1]
}

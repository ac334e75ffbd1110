import type { Pace } from '../../shared/pace.ts'
import type { Marks } from './columns.ts'
import type { Texts } from './finding.ts'
import { FEW_WORDS, type ReadKeys } from './keys.ts'
import { flagOf } from './registry.ts'
import { BINS } from './signature.ts'
import { cutWords } from './words.ts'

/** Gives the texts of a row. */
export type ReadRow = (row: number) => Texts

export const LEAST_JACCARD = 0.8
export const LEAST_WORDS = 5

/** Four bins each; rows that have all four of one in common are compared. */
const BANDS: readonly (readonly [number, number, number, number])[] = [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
  [8, 9, 10, 11],
  [12, 13, 14, 15],
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
]
/** Of 16 bins, two pairs with 0.8 of their words in common have 12.8 in common on average; fewer than 8 in 1 of 500. */
const LEAST_BINS = 8
/** Earlier rows of a band that a row is compared with, at most, the latest first. */
const MOST_COMPARED = 24
const STRIDE = 1024

/** Marks the rows that an earlier one is near to, by the words that both have in common. */
export async function markNearDuplicates(
  keys: ReadKeys,
  { flags, original }: Marks,
  read: ReadRow,
  pace: Pace,
): Promise<void> {
  const rows = flags.length
  const [signatures, without] = [keys('signatures'), keys('without')]
  const flag = flagOf('duplicate-near')
  const alike = flagOf('duplicate') | flagOf('duplicate-letters') | flag
  let slots = 16
  while (slots < rows * 1.5) slots *= 2
  const latest = new Int32Array(2 * slots) // hash of the band, and row + 1 that had it last
  const earlier = new Int32Array(rows) // row + 1 that had the same hash before
  for (const band of BANDS) {
    latest.fill(0)
    for (let row = 0; row < rows; row++) {
      if (row % STRIDE === 0) await pace.breathe()
      if (((flags[row] ?? 0) & alike) !== 0 || ((without[row] ?? 0) & FEW_WORDS) !== 0) continue
      const hash = bandHash(signatures, row, band)
      let slot = (hash << 1) & (2 * slots - 1)
      while (latest[slot + 1] !== 0 && latest[slot] !== hash) slot = (slot + 2) & (2 * slots - 1)
      const before = compareWithEarlier(row, latest[slot + 1] ?? 0)
      earlier[row] = latest[slot + 1] ?? 0
      latest[slot] = hash
      latest[slot + 1] = row + 1
      if (before === -1) continue
      flags[row] = ((flags[row] ?? 0) | flag) >>> 0
      original[row] = before
    }
  }

  function compareWithEarlier(row: number, from: number): number {
    let words: Set<string> | undefined
    let compared = 0
    for (let at = from; at !== 0 && compared < MOST_COMPARED; at = earlier[at - 1] ?? 0) {
      const other = at - 1
      compared++
      if (commonBins(signatures, row, other) < LEAST_BINS) continue
      words ??= wordsOfBoth(read(row))
      if (areNear(words, wordsOfBoth(read(other)))) return other
    }
    return -1
  }
}

function bandHash(signatures: Uint8Array, row: number, band: readonly [number, number, number, number]): number {
  const begin = row * BINS
  let hash = 0
  for (let i = 0; i < 4; i++) hash = (hash << 8) | (signatures[begin + (band[i] ?? 0)] ?? 0)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}

function commonBins(signatures: Uint8Array, a: number, b: number): number {
  const [beginA, beginB] = [a * BINS, b * BINS]
  let common = 0
  for (let bin = 0; bin < BINS; bin++) if (signatures[beginA + bin] === signatures[beginB + bin]) common++
  return common
}

/** The different words of both sides, in lower case; a source's word is another one than a target's. */
export function wordsOfBoth({ source, target }: Texts): Set<string> {
  const words = new Set<string>()
  for (const word of cutWords(source.toLowerCase())) words.add(`s${word}`)
  for (const word of cutWords(target.toLowerCase())) words.add(`t${word}`)
  return words
}

/** Whether both have words enough, and enough of all of them in common. */
export function areNear(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size < LEAST_WORDS || b.size < LEAST_WORDS) return false
  let common = 0
  for (const word of a) if (b.has(word)) common++
  return common >= LEAST_JACCARD * (a.size + b.size - common)
}

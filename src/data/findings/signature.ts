// MinHash in one permutation (Li, Owen & Zhang 2012): the words of both sides fall into bins by their hash, and each bin
// keeps its least one. Two pairs have a bin in common as likely as a word is common to both.
import { type SideStats, finish } from './side-stats.ts'

/** Of a byte each: two different words have the same one in 1 of 256 bins. */
export const BINS = 16

/** A target's word is another one than a source's. */
const OF_TARGET = 0x3c6ef372
const EMPTY = -1

const least = new Int32Array(BINS)

/** Writes the signature of a pair into its place. */
export function signPair(source: SideStats, target: SideStats, signatures: Uint8Array, row: number): void {
  least.fill(EMPTY)
  sign(source.wordHashes, source.words, 0)
  sign(target.wordHashes, target.words, OF_TARGET)
  const begin = row * BINS
  for (let bin = 0; bin < BINS; bin++) {
    let from = bin
    let steps = 0
    // An empty bin takes the next full one's, changed by how far that is (Shrivastava & Li 2014).
    while (least[from] === EMPTY && steps < BINS) {
      from = (from + 1) % BINS
      steps++
    }
    signatures[begin + bin] = ((least[from] ?? 0) + steps * 0x51) & 0xff
  }
}

function sign(words: Int32Array, count: number, side: number): void {
  for (let i = 0; i < count; i++) {
    const hash = finish((words[i] ?? 0) ^ side)
    const bin = hash & (BINS - 1)
    const value = hash >>> 4
    const known = least[bin] ?? EMPTY
    if (known === EMPTY || value < known) least[bin] = value
  }
}

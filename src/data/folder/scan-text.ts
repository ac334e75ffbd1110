// One loop over the bytes of a text: its words and its characters. Bytes and not strings, because the text is
// UTF-8 by then anyway, and a word that is seen for the thousandth time need not become a string again.

/** Code points by number. */
export type LetterCounts = Uint32Array
export const createLetterCounts = (): LetterCounts => new Uint32Array(0x11_0000)

export interface Scanned {
  words: number
  /** Code points. */
  characters: number
}

const SEED = 0x811c_9dc5
const PRIME = 0x0100_0193

/** Hears of every word, where it stands and its hash. */
export type VisitWord = (start: number, end: number, hash: number) => void

/**
 * Scans the well-formed UTF-8 at `bytes[start … end)` into `into`, visits its words (between Unicode's white space) and
 * counts its characters in `letters`.
 */
export function scanText(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Scanned,
  visit: VisitWord,
  letters: LetterCounts,
): void {
  let [continued, count, hash, begin, at] = [0, 0, SEED, -1, start]
  while (at < end) {
    let code = bytes[at] as number // within its bounds: this loop sees every byte of a corpus
    if (code > 0x20 && code < 0x80) {
      if (begin < 0) {
        begin = at
        hash = SEED
      }
      // The rest of a word of ASCII.
      do {
        letters[code] = (letters[code] as number) + 1
        hash = Math.imul(hash ^ code, PRIME)
        at++
      } while (at < end && (code = bytes[at] as number) > 0x20 && code < 0x80)
      continue
    }
    const length = code < 0x80 ? 1 : code < 0xe0 ? 2 : code < 0xf0 ? 3 : 4
    if (length > 1) {
      code &= 0xff >> (length + 1)
      for (let more = 1; more < length; more++) code = (code << 6) | ((bytes[at + more] as number) & 0x3f)
      continued += length - 1
    }
    letters[code] = (letters[code] as number) + 1
    if (isSpace(code)) {
      if (begin >= 0) {
        visit(begin, at, mixed(hash))
        count++
        begin = -1
      }
    } else {
      if (begin < 0) {
        begin = at
        hash = SEED
      }
      hash = Math.imul(hash ^ code, PRIME)
    }
    at += length
  }
  if (begin >= 0) {
    visit(begin, end, mixed(hash))
    count++
  }
  into.words = count
  into.characters = end - start - continued
}

/** Unicode's property White_Space; scan-text.test.ts compares it with src/shared/white-space.ts. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d)
  if (code < 0x2000) return code === 0x85 || code === 0xa0 || code === 0x1680
  return code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000
}

/** Spreads a hash over all its bits (the end of MurmurHash3). */
function mixed(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35)
  return (h ^ (h >>> 16)) >>> 0
}

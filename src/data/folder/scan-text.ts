// One loop over the bytes of a text: its words and its characters. Bytes and not strings, because the text is
// UTF-8 by then anyway, and a word that is seen for the thousandth time need not become a string again.

/** Code points by number. */
export type LetterCounts = Uint32Array
export const createLetterCounts = (): LetterCounts => new Uint32Array(0x11_0000)

/** What was seen in a text. One is made and used again for every text. */
export interface Scanned {
  words: number
  /** Code points. */
  characters: number
  /** Where each word begins and ends. */
  starts: Uint32Array
  ends: Uint32Array
  /** 64 bits of each word: two different ones of a dataset share theirs once in millions of datasets. */
  hashes0: Int32Array
  hashes1: Int32Array
  /** The number of each word, for who gives them numbers. */
  numbers: Uint32Array
}

export function createScanned(): Scanned {
  return { words: 0, characters: 0, ...roomFor(64) }
}

function roomFor(words: number): Omit<Scanned, 'words' | 'characters'> {
  const [starts, ends, numbers] = [new Uint32Array(words), new Uint32Array(words), new Uint32Array(words)]
  return { starts, ends, hashes0: new Int32Array(words), hashes1: new Int32Array(words), numbers }
}

const [SEED0, PRIME0] = [0x811c_9dc5 | 0, 0x0100_0193]
const [SEED1, PRIME1] = [0x2f0b_71c3, 0x5f35_6495]

/**
 * Scans the well-formed UTF-8 at `bytes[start … end)` into `into`: its words (between Unicode's white space) and how many
 * characters it has, which are counted in `letters`.
 */
export function scanText(bytes: Uint8Array, start: number, end: number, into: Scanned, letters: LetterCounts): void {
  if (into.starts.length < (end - start + 1) / 2) Object.assign(into, roomFor(end - start))
  const { starts, ends, hashes0, hashes1 } = into
  let [continued, count, begin, at] = [0, 0, -1, start]
  let [hash0, hash1] = [SEED0, SEED1]
  while (at < end) {
    let code = bytes[at] as number // within its bounds: this loop sees every byte of a corpus
    if (code > 0x20 && code < 0x80) {
      if (begin < 0) {
        begin = at
        hash0 = SEED0
        hash1 = SEED1
      }
      // The rest of a word of ASCII.
      do {
        letters[code] = (letters[code] as number) + 1
        hash0 = Math.imul(hash0 ^ code, PRIME0)
        hash1 = Math.imul(((hash1 << 13) | (hash1 >>> 19)) ^ code, PRIME1)
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
        starts[count] = begin
        ends[count] = at
        hashes0[count] = mixed(hash0)
        hashes1[count++] = mixed(hash1)
        begin = -1
      }
    } else {
      if (begin < 0) {
        begin = at
        hash0 = SEED0
        hash1 = SEED1
      }
      hash0 = Math.imul(hash0 ^ code, PRIME0)
      hash1 = Math.imul(((hash1 << 13) | (hash1 >>> 19)) ^ code, PRIME1)
    }
    at += length
  }
  if (begin >= 0) {
    starts[count] = begin
    ends[count] = end
    hashes0[count] = mixed(hash0)
    hashes1[count++] = mixed(hash1)
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
  return h ^ (h >>> 16)
}

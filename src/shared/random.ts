/**
 * Counter-based random numbers: every draw is a function of (seed, site, index) and nothing else, so a resumed run
 * finds the numbers it would have had. The function is Threefry-2x32 with 20 rounds (Salmon et al., “Parallel random
 * numbers: as easy as 1, 2, 3”, 2011), which needs only 32-bit additions, rotations and exclusive ors.
 */

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const
const PARITY = 0x1bd11bda

/** One block: key and counter of two 32-bit words each in, two words (as unsigned numbers) out. */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const keys = [key0, key1, PARITY ^ key0 ^ key1] as const
  let x0 = (counter0 + key0) | 0
  let x1 = (counter1 + key1) | 0
  for (let group = 0; group < 5; group++) {
    const first = (group % 2) * 4
    for (let round = first; round < first + 4; round++) {
      const rotation = ROTATIONS[round] ?? 0
      x0 = (x0 + x1) | 0
      x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0
    }
    x0 = (x0 + (keys[(group + 1) % 3] ?? 0)) | 0
    x1 = (x1 + (keys[(group + 2) % 3] ?? 0) + group + 1) | 0
  }
  return [x0 >>> 0, x1 >>> 0]
}

/** FNV-1a over UTF-16 code units: turns a site's name or a text into a 32-bit word. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
  }
  return hash >>> 0
}

/** A stream of draws that belongs to one (seed, site, index); streams of different indices are independent. */
export interface RandomStream {
  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number
  /** Uniform among 0 … bound − 1. */
  integer(bound: number): number
}

/** @param site names who draws, such as `task/copy`, so that two uses of one seed never share numbers */
export function randomStream(seed: number, site: string, index: number): RandomStream {
  const siteWord = hashText(site)
  let draw = 0
  const uniform = () => {
    const [high, low] = threefry(seed, siteWord, index, draw++)
    return ((high >>> 5) * 0x4000000 + (low >>> 6)) / 0x20000000000000
  }
  return { uniform, integer: (bound) => Math.floor(uniform() * bound) }
}

/** A random order of 0 … count − 1 (Fisher and Yates), a pure function of its arguments. */
export function permutation(count: number, seed: number, site: string, index: number): Int32Array {
  const random = randomStream(seed, site, index)
  const order = Int32Array.from({ length: count }, (_, position) => position)
  for (let last = count - 1; last > 0; last--) {
    const chosen = random.integer(last + 1)
    const kept = order[last] ?? 0
    order[last] = order[chosen] ?? 0
    order[chosen] = kept
  }
  return order
}

// Levenshtein's distance by Myers' bit vectors (Myers 1999; in blocks of 32 after Hyyrö 2003).

/** 1 − distance / longer length, over code points; 1 of two empty texts. RapidFuzz's normalized_similarity. */
export function similarity(source: string, target: string): number {
  if (source === target) return 1
  const [a, b] = [codePoints(source), codePoints(target)]
  return 1 - distance(a, b) / Math.max(a.length, b.length)
}

function codePoints(text: string): Uint32Array {
  return Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0)
}

/** Insertions, deletions and replacements, 1 each. */
function distance(a: Uint32Array, b: Uint32Array): number {
  if (a.length === 0) return b.length
  const blocks = Math.ceil(a.length / 32)
  const places = new Map<number, Int32Array>()
  a.forEach((code, i) => {
    let bits = places.get(code)
    if (!bits) places.set(code, (bits = new Int32Array(blocks)))
    bits[i >> 5] = (bits[i >> 5] ?? 0) | (1 << (i & 31))
  })
  const nowhere = new Int32Array(blocks)
  const positive = new Int32Array(blocks).fill(-1)
  const negative = new Int32Array(blocks)
  const lastBit = 1 << ((a.length - 1) & 31)
  let cost = a.length
  for (const code of b) {
    const equal = places.get(code) ?? nowhere
    let [carryPositive, carryNegative] = [1, 0]
    for (let block = 0; block < blocks; block++) {
      const [pv, mv] = [positive[block] ?? 0, negative[block] ?? 0]
      let eq = equal[block] ?? 0
      const xv = eq | mv
      eq |= carryNegative
      const xh = ((((eq & pv) >>> 0) + (pv >>> 0)) ^ pv) | eq
      let ph = mv | ~(xh | pv)
      let mh = pv & xh
      if (block === blocks - 1) cost += (ph & lastBit) !== 0 ? 1 : (mh & lastBit) !== 0 ? -1 : 0
      const [outPositive, outNegative] = [ph >>> 31, mh >>> 31]
      ph = (ph << 1) | carryPositive
      mh = (mh << 1) | carryNegative
      positive[block] = mh | ~(xv | ph)
      negative[block] = ph & xv
      ;[carryPositive, carryNegative] = [outPositive, outNegative]
    }
  }
  return cost
}

const BUCKETS = 512
const bag = new Int16Array(BUCKETS)

/** What is known of a text without looking through it again. */
interface Counted {
  readonly characters: number
}

/**
 * Whether two texts may be as similar as `least`. An insertion, deletion or replacement changes two pairs of neighbouring
 * characters at most (Ukkonen 1992), so texts with few such pairs in common are far from each other.
 */
export function mayBeSimilar(source: string, target: string, s: Counted, t: Counted, least: number): boolean {
  const longer = Math.max(s.characters, t.characters)
  const allowed = (1 - least) * longer + 1e-9
  if (Math.abs(s.characters - t.characters) > allowed) return false
  // Surrogate pairs are two units of one character; such texts are few enough to be compared.
  if (source.length !== s.characters || target.length !== t.characters || longer < 3 || longer > 0x7fff) return true
  bag.fill(0)
  let previous = source.charCodeAt(0)
  for (let i = 1; i < source.length; i++) {
    const unit = source.charCodeAt(i)
    const bucket = (Math.imul(previous, 31) + unit) & (BUCKETS - 1)
    bag[bucket] = (bag[bucket] ?? 0) + 1
    previous = unit
  }
  let common = 0
  previous = target.charCodeAt(0)
  for (let i = 1; i < target.length; i++) {
    const unit = target.charCodeAt(i)
    const bucket = (Math.imul(previous, 31) + unit) & (BUCKETS - 1)
    const left = bag[bucket] ?? 0
    if (left > 0) {
      bag[bucket] = left - 1
      common++
    }
    previous = unit
  }
  return (longer - 1 - common) / 2 <= allowed
}

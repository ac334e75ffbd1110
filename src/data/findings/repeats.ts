// A quick “no” to what is repeated, for the many texts that repeat nothing; a “perhaps” is looked at by the expression.
import { LONGEST_PHRASE } from './rules/repetition.ts'

/** Units from one repetition to the next, at most: 101 code points of two units. */
const FARTHEST = 202
const SLOTS = 1024

const latest = new Int32Array(SLOTS) // where units with this hash last began, counted through all texts
let earlier = new Int32Array(256) // per place: the one before it with the same hash; below 0 where there is none
let base = 1

/**
 * Whether some units stand there three times in a row. What OpusFilter's expression finds has that form once its spaces
 * are taken out; a single character only if spaces were repeated with it.
 */
export function mayRepeat(text: string, units: Uint16Array, count: number): boolean {
  if (count < 3) return false
  if (base > 0x3fffffff) {
    latest.fill(0)
    base = 1
  }
  if (earlier.length < count) earlier = new Int32Array(2 * count)
  let found = false
  let [a, b] = [units[0] ?? 0, units[1] ?? 0]
  for (let i = 0; i + 2 < count && !found; i++) {
    const c = units[i + 2] ?? 0
    if (a === b && b === c && text.includes('  ')) found = true
    const slot = (Math.imul(a, 31) ^ Math.imul(b, 7) ^ Math.imul(c, 211)) & (SLOTS - 1)
    let at = (latest[slot] ?? 0) - base
    earlier[i] = at
    latest[slot] = base + i
    while (at >= 0 && i - at <= FARTHEST) {
      if (units[at] === a && units[at + 1] === b && units[at + 2] === c && i - at > 1 && isThird(units, i, i - at)) {
        found = true
        break
      }
      at = earlier[at] ?? -1
    }
    a = b
    b = c
  }
  base += count
  return found
}

/** Whether three times `size` units in a row end at `start` or at most `size` further. */
function isThird(units: Uint16Array, start: number, size: number): boolean {
  const end = start + 2 // the last unit that is known to be the same as the one `size` before it
  let from = end
  while (from - size >= 0 && units[from] === units[from - size]) from--
  return end - from >= 2 * size
}

/** Whether one to eight words stand there three times in a row. */
export function repeatsPhrase(words: Int32Array, count: number): boolean {
  for (let size = 1; size <= LONGEST_PHRASE && 3 * size <= count; size++) {
    let run = 0
    for (let i = size; i < count; i++) {
      run = words[i] === words[i - size] ? run + 1 : 0
      if (run === 2 * size) return true
    }
  }
  return false
}

// What is repeated in a text, without the expression that defines it, which takes 60 µs a text: a quick “no” for the many
// texts that repeat nothing, and a count for the others.
import { LONGEST_PHRASE } from './rules/repetition.ts'

/** Characters of what is repeated, and at most so many units, from one repetition to the next, spaces not counted. */
const [FEWEST, MOST, FARTHEST] = [3, 101, 202]
const SLOTS = 1024
const SPACE = 0x20
const LINE_FEED = 0x0a
const WHITE = /\p{White_Space}/u

const latest = new Int32Array(SLOTS) // where units with this hash last began, counted through all texts
let earlier = new Int32Array(256) // per place: the one before it with the same hash; below 0 where there is none
let base = 1

/** Makes room for a text of so many units. */
function begin(count: number): void {
  if (base > 0x3fffffff) {
    latest.fill(0)
    base = 1
  }
  if (earlier.length < count) earlier = new Int32Array(2 * count)
}

/** Three units in 15 bits, and their slot. */
const shiftIn = (three: number, unit: number): number => ((three << 5) ^ unit) & 0x7fff
const slotOf = (three: number): number => (three ^ (three >>> 7)) & (SLOTS - 1)

/**
 * Whether some units stand there three times in a row. What OpusFilter's expression finds has that form once its spaces
 * are taken out; a single character only if spaces were repeated with it. Two units, three times, are four that are the
 * same as those before them, so two places in a row with the same three units, of which one is even: others are not kept.
 */
export function mayRepeat(text: string, units: Uint16Array, count: number): boolean {
  if (count < 3) return false
  begin(count)
  let found = false
  let isSpaced: boolean | undefined
  let [a, b] = [units[0] ?? 0, units[1] ?? 0]
  let three = shiftIn(a, b)
  for (let i = 0; i + 2 < count; i++) {
    const c = units[i + 2] ?? 0
    three = shiftIn(three, c)
    if (a === b && b === c && (isSpaced ??= text.includes('  '))) {
      found = true
      break
    }
    const slot = slotOf(three)
    let at = (latest[slot] ?? 0) - base
    if ((i & 1) === 0) {
      earlier[i] = at
      latest[slot] = base + i
    }
    while (at >= 0 && i - at <= FARTHEST) {
      if (
        units[at] === a &&
        units[at + 1] === b &&
        units[at + 2] === c &&
        i - at > 1 &&
        isThird(units, count, i, i - at)
      ) {
        found = true
        break
      }
      at = earlier[at] ?? -1
    }
    if (found) break
    a = b
    b = c
  }
  base += count
  return found
}

/** Whether the three units at `start`, which are those `size` before, are among enough in a row to stand there three times. */
function isThird(units: Uint16Array, count: number, start: number, size: number): boolean {
  let [from, to] = [start - 1, start + 3]
  while (from - size >= 0 && units[from] === units[from - size]) from--
  while (to < count && units[to] === units[to - size]) to++
  return to - from - 1 >= 2 * size
}

let written = Buffer.alloc(1024)
let units = new Uint16Array(written.buffer, written.byteOffset, 512)
let solid = new Int32Array(512)

/**
 * How often what OpusFilter's expression finds first comes again, 0 where it finds nothing: of the places where something
 * begins that stands there three times in a row, spaces between, the first one; of what begins there, the shortest. It must
 * begin with the same three units again, so only such places are compared, each of them linked to the next.
 */
export function timesAgain(text: string): number {
  const count = text.length
  if (units.length < count) {
    written = Buffer.alloc(4 * count)
    units = new Uint16Array(written.buffer, written.byteOffset, 2 * count)
    solid = new Int32Array(2 * count)
  }
  begin(count)
  written.write(text, 0, 'utf16le')
  for (let i = 0, seen = 0; i < count; i++) {
    solid[i] = seen
    if (units[i] !== SPACE) seen++
  }
  for (let i = count - FEWEST; i >= 0; i--) {
    if (units[i] === SPACE) continue
    const slot = slotOf(shiftIn(shiftIn(units[i] ?? 0, units[i + 1] ?? 0), units[i + 2] ?? 0))
    earlier[i] = (latest[slot] ?? 0) - base
    latest[slot] = base + i
  }
  base += count
  for (let i = 0; i + FEWEST <= count; i++) {
    if (!mayBegin(units[i] ?? 0)) continue
    for (let at = earlier[i] ?? -1; at > i && (solid[at] ?? 0) - (solid[i] ?? 0) <= FARTHEST; at = earlier[at] ?? -1) {
      const times = againAt(i, at, count)
      if (times > 0) return times
    }
  }
  return 0
}

/** How often what begins at `from` and comes again at `next` stands there again in a row; 0 for less than twice. */
function againAt(from: number, next: number, count: number): number {
  let end = next // of what is repeated, at the least: spaces before the next one are its own, or stand between
  while (units[end - 1] === SPACE) end--
  let same = 0
  while (next + same < count && from + same < next && units[from + same] === units[next + same]) {
    if (units[from + same] === LINE_FEED) break
    same++
  }
  if (from + same < end) return 0
  for (let size = Math.max(end - from, FEWEST); size <= same; size++) {
    const characters = charactersIn(from, size)
    if (characters < FEWEST) continue
    if (characters > MOST) break
    let times = 0
    for (let at = next; isSame(from, at, size, count); times++) {
      at += size
      while (at < count && units[at] === SPACE) at++
    }
    if (times >= 2) return times
  }
  return 0
}

function mayBegin(unit: number): boolean {
  if (unit > SPACE && unit < 0x7f) return true
  return !isSecondHalf(unit) && !WHITE.test(String.fromCharCode(unit))
}

/** Of a character beyond U+FFFF, which is two units. */
function isSecondHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00
}

function charactersIn(from: number, size: number): number {
  let characters = 0
  for (let at = from; at < from + size; at++) if (!isSecondHalf(units[at] ?? 0)) characters++
  return characters
}

function isSame(from: number, at: number, size: number, count: number): boolean {
  if (at + size > count) return false
  for (let i = 0; i < size; i++) if (units[from + i] !== units[at + i]) return false
  return true
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

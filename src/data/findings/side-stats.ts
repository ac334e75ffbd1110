import * as is from './class-table.ts'
import { SCRIPTS } from './scripts.ts'

/** What a look through the text of one side has found. One is made and used again for every text. */
export interface SideStats {
  /** Code points. */
  characters: number
  words: number
  /** Code points of the longest word, and of all words. */
  longestWord: number
  inWords: number
  alphabetic: number
  /** Of everything that was seen, the bits of class-table.ts, LINK only where an address may begin. */
  seen: number
  hasMixedWord: boolean
  terminalMarks: number
  /** Alphabetic characters by place in SCRIPTS, then of NO_SCRIPT; the last place is of texts without any. */
  readonly scripts: Int32Array
  /** The place in them that all are of; −1 where there are several. */
  onlyScript: number
  /** 64 bits each: of the text, and of its letters in lower case. */
  hash0: number
  hash1: number
  letters0: number
  letters1: number
  /** Letters that the latter are of. */
  letterCount: number
  /** The digits 1 to 9. */
  digits: Uint8Array
  digitCount: number
  /** A hash of each word in lower case. */
  wordHashes: Int32Array
  /** UTF-16 units without spaces (U+0020), for what is repeated. */
  units: Uint16Array
  unitCount: number
}

export function createSideStats(): SideStats {
  return {
    characters: 0,
    words: 0,
    longestWord: 0,
    inWords: 0,
    alphabetic: 0,
    seen: 0,
    hasMixedWord: false,
    terminalMarks: 0,
    scripts: new Int32Array(SCRIPTS.length + 2),
    onlyScript: -1,
    hash0: 0,
    hash1: 0,
    letters0: 0,
    letters1: 0,
    letterCount: 0,
    digits: new Uint8Array(64),
    digitCount: 0,
    wordHashes: new Int32Array(64),
    units: new Uint16Array(256),
    unitCount: 0,
  }
}

/** Alphabets that a word must not mix with Latin: bits by place in SCRIPTS. */
const LATIN = 1
const LIKE_LATIN = 2
const ALPHABET = Uint8Array.from({ length: SCRIPTS.length + 1 }, (_, place) => {
  const script = SCRIPTS[place]
  return script === 'Latin' ? LATIN : script === 'Cyrillic' || script === 'Greek' ? LIKE_LATIN : 0
})
const MIXED = LATIN | LIKE_LATIN

const AT = 0x40
const PRIME = 0x01000193

// A text's units in an array: a string that was cut out of a longer one is slow to read unit by unit.
let text16 = createUnits(1024)
/** Its letters in lower case. */
let letters16 = createUnits(1024)

function createUnits(room: number) {
  const bytes = Buffer.alloc(4 * Math.ceil(room / 2 + 1))
  const units = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
  return { room, bytes, units, pairs: new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) }
}

/** Looks through a text once, a UTF-16 unit at a time. */
export function scanSide(text: string, side: SideStats): void {
  const { classes, lower } = is.classTable()
  const length = text.length
  if (text16.room < length) {
    text16 = createUnits(2 * length)
    letters16 = createUnits(2 * length)
  }
  if (side.units.length < length) side.units = new Uint16Array(2 * length)
  if (side.wordHashes.length < length / 2 + 1) side.wordHashes = new Int32Array(length)
  if (side.digits.length < length) side.digits = new Uint8Array(2 * length)
  const { units, wordHashes, digits, scripts } = side
  if (side.onlyScript === -1) scripts.fill(0)
  else scripts[side.onlyScript] = 0

  // One by one, not out of an array: that is a quarter quicker here.
  let second = 0 // units of characters that have two
  let words = 0
  let longestWord = 0
  let inWords = 0
  let alphabetic = 0
  let seen = 0
  let marks = 0
  let letterCount = 0
  let digitCount = 0
  let unitCount = 0
  let wordLength = 0
  let wordHash = 0
  let wordAlphabets = 0
  let latestScript: number = is.NO_SCRIPT + 1
  let latestAlphabet = 0
  let plain = -1 // the class of a letter of the latest script and nothing else
  let alphabeticBefore = 0
  let scriptsSeen = 0
  let hasMixedWord = false

  text16.bytes.write(text, 0, 'utf16le')
  const all = text16.units
  const letters = letters16.units
  all[length] = 0
  for (let i = 0; i < length; i++) {
    let unit = all[i] ?? 0
    let known = classes[unit] ?? 0
    // Nothing but letters of the same script, as mostly.
    if (known === plain) {
      const begin = i
      do {
        const small = lower[unit] ?? 0
        units[unitCount++] = unit
        letters[letterCount++] = small
        wordHash = (Math.imul(wordHash ^ small, PRIME) + 0x3d) | 0
        unit = all[++i] ?? 0
        known = classes[unit] ?? 0
      } while (known === plain)
      alphabetic += i - begin
      wordLength += i - begin
      wordAlphabets |= latestAlphabet
      seen |= is.ALPHABETIC | is.LETTER
      if (i === length) break
    }
    if (unit !== 0x20) units[unitCount++] = unit
    let kind = known & is.KIND
    if (kind & is.WHITE) {
      seen |= kind
      if (wordLength > 0) {
        wordHashes[words++] = wordHash
        inWords += wordLength
        if (wordLength > longestWord) longestWord = wordLength
        if (wordAlphabets === MIXED) hasMixedWord = true
        wordLength = wordHash = wordAlphabets = 0
      }
      continue
    }
    let small = lower[unit] ?? 0
    let script = known >>> is.KIND_BITS
    if (kind & is.RARE) {
      if (kind & is.SURROGATE) {
        const code = text.codePointAt(i) ?? 0
        if (code > 0xffff) {
          i++
          second++
          units[unitCount++] = all[i] ?? 0
          const beyond = is.classBeyond(code)
          ;({ kind, script, lower: small } = beyond)
          kind |= is.SURROGATE
        }
      }
      if (kind & is.TERMINAL) marks++
      if (kind & is.DIGIT && unit > 0x30 && unit <= 0x39) digits[digitCount++] = unit - 0x30
      // An address has an @, or else two slashes or several w.
      if (kind & is.LINK && unit !== AT && (i === 0 || small !== lower[all[i - 1] ?? 0])) kind &= ~is.LINK
    }
    seen |= kind
    if (kind & is.ALPHABETIC) {
      if (script !== latestScript) {
        scripts[latestScript] = (scripts[latestScript] ?? 0) + alphabetic - alphabeticBefore
        alphabeticBefore = alphabetic
        latestScript = script
        plain = is.ALPHABETIC | is.LETTER | (script << is.KIND_BITS)
        latestAlphabet = ALPHABET[script] ?? 0
        scriptsSeen++
      }
      alphabetic++
      wordAlphabets |= latestAlphabet
    }
    if (kind & is.LETTER) {
      letters[letterCount++] = small
      if (small > 0xffff) letters[letterCount++] = small >>> 16
    }
    wordLength++
    wordHash = (Math.imul(wordHash ^ small, PRIME) + 0x3d) | 0
  }
  if (wordLength > 0) {
    wordHashes[words++] = wordHash
    inWords += wordLength
    if (wordLength > longestWord) longestWord = wordLength
    if (wordAlphabets === MIXED) hasMixedWord = true
  }
  side.characters = length - second
  side.words = words
  side.longestWord = longestWord
  side.inWords = inWords
  side.alphabetic = alphabetic
  side.seen = seen
  side.hasMixedWord = hasMixedWord
  side.terminalMarks = marks
  scripts[latestScript] = (scripts[latestScript] ?? 0) + alphabetic - alphabeticBefore
  side.onlyScript = scriptsSeen > 1 ? -1 : latestScript
  ;[side.hash0, side.hash1] = hashUnits(text16, length)
  ;[side.letters0, side.letters1] = hashUnits(letters16, letterCount)
  side.letterCount = letterCount
  side.digitCount = digitCount
  side.unitCount = unitCount
}

/** 64 bits of so many units, which are taken two at a time. */
function hashUnits({ units, pairs }: ReturnType<typeof createUnits>, count: number): [number, number] {
  units[count] = 0
  let hash0 = 0x2f0b
  let hash1 = 0x71c3
  for (let at = 0; 2 * at < count; at++) {
    const pair = pairs[at] ?? 0
    hash0 = Math.imul(((hash0 << 5) | (hash0 >>> 27)) ^ pair, 0x1e3779b1)
    hash1 = Math.imul(((hash1 << 13) | (hash1 >>> 19)) ^ pair, 0x5f356495)
  }
  return [finish(hash0 ^ count), finish(hash1 + count)]
}

/** Mixes the bits of a hash (the end of MurmurHash3), so that its low bits depend on all of the text. */
export function finish(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

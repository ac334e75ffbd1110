import { WORD_BREAKS } from './word-break-table.ts'

type BreakClass = keyof typeof WORD_BREAKS
const NAMES = Object.keys(WORD_BREAKS) as BreakClass[] // the keys of that very object

/** Beside the class, since a pictograph may have one too. */
const PICTOGRAPH = 0x80
const numberOf = (name: BreakClass): number => NAMES.indexOf(name) + 1

const [LETTER, HEBREW, NUMBER, KATAKANA, JOINER] = [
  numberOf('ALetter'),
  numberOf('HebrewLetter'),
  numberOf('Numeric'),
  numberOf('Katakana'),
  numberOf('ExtendNumLet'),
]
const [EXTEND, FORMAT, ZWJ] = [numberOf('Extend'), numberOf('Format'), numberOf('ZWJ')]
const [MID_LETTER, MID_NUMBER, MID_BOTH] = [numberOf('MidLetter'), numberOf('MidNum'), numberOf('MidNumLet')]
const [SINGLE_QUOTE, DOUBLE_QUOTE] = [numberOf('SingleQuote'), numberOf('DoubleQuote')]
const REGIONAL = numberOf('RegionalIndicator')

/** The class of every code point, made when it is first asked for. */
let classes: Uint8Array | undefined

function classOf(code: number): number {
  return (classes ??= unpack())[code] ?? 0
}

function unpack(): Uint8Array {
  const table = new Uint8Array(0x110000)
  for (const name of NAMES) {
    const value = name === 'ExtendedPictographic' ? PICTOGRAPH : numberOf(name)
    for (const [first, last] of breakRanges(name)) {
      for (let code = first; code <= last; code++) table[code] = (table[code] ?? 0) | value
    }
  }
  return table
}

/** The code points of a class, for programs in other languages too. */
export function breakRanges(name: BreakClass): (readonly [first: number, last: number])[] {
  let at = 0
  return WORD_BREAKS[name]
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [gap = '', length = '0'] = word.split('-')
      const first = at + parseInt(gap, 36)
      at = first + parseInt(length, 36)
      return [first, at] as const
    })
}

const isSkipped = (kind: number) => kind === EXTEND || kind === FORMAT || kind === ZWJ
const isLetter = (kind: number) => kind === LETTER || kind === HEBREW
const isMidLetter = (kind: number) => kind === MID_LETTER || kind === MID_BOTH || kind === SINGLE_QUOTE
const isMidNumber = (kind: number) => kind === MID_NUMBER || kind === MID_BOTH || kind === SINGLE_QUOTE
const isOfWords = (kind: number) => isLetter(kind) || kind === NUMBER || kind === KATAKANA

/** True where a letter, digit or low line is in it, by the same table. */
export function isWordLike(segment: string): boolean {
  return Array.from(segment).some((character) => {
    const kind = classOf(character.codePointAt(0) ?? 0) & ~PICTOGRAPH
    return isOfWords(kind) || kind === JOINER
  })
}

/**
 * What stands between two word boundaries of a text without white space, by the default rules of Unicode Standard Annex #29
 * (revision 45, WB3c to WB16) over the property Word_Break of the table. The rules about line ends and spaces have nothing
 * to say here.
 */
export function segmentsOf(chunk: string): string[] {
  const characters = Array.from(chunk)
  const whole = characters.map((character) => classOf(character.codePointAt(0) ?? 0))
  const kinds = whole.map((kind) => kind & ~PICTOGRAPH)
  const segments: string[] = []
  /** Kinds of the last two characters that count (WB4), and how many regional indicators stand in a row. */
  let [before, last, flags] = [0, 0, 0]
  for (const [place, character] of characters.entries()) {
    const kind = kinds[place] ?? 0
    const glued =
      place > 0 &&
      (isSkipped(kind) ||
        (kinds[place - 1] === ZWJ && ((whole[place] ?? 0) & PICTOGRAPH) !== 0) ||
        holds(before, last, kind, () => following(kinds, place), flags))
    if (glued) segments.push((segments.pop() ?? '') + character)
    else segments.push(character)
    if (isSkipped(kind) && place > 0) continue
    flags = kind === REGIONAL ? flags + 1 : 0
    before = last
    last = kind
  }
  return segments
}

/** WB5 to WB16: whether there is no boundary before `kind`. */
function holds(before: number, last: number, kind: number, next: () => number, flags: number): boolean {
  if (isLetter(last)) {
    if (isLetter(kind) || kind === NUMBER) return true
    if (isMidLetter(kind) && isLetter(next())) return true
    if (last === HEBREW && (kind === SINGLE_QUOTE || (kind === DOUBLE_QUOTE && next() === HEBREW))) return true
  }
  if (isLetter(before) && isMidLetter(last) && isLetter(kind)) return true
  if (before === HEBREW && last === DOUBLE_QUOTE && kind === HEBREW) return true
  if (last === NUMBER && (kind === NUMBER || isLetter(kind))) return true
  if (before === NUMBER && isMidNumber(last) && kind === NUMBER) return true
  if (last === NUMBER && isMidNumber(kind) && next() === NUMBER) return true
  if (last === KATAKANA && kind === KATAKANA) return true
  if ((isOfWords(last) || last === JOINER) && kind === JOINER) return true
  if (last === JOINER && isOfWords(kind)) return true
  return last === REGIONAL && kind === REGIONAL && flags % 2 === 1
}

/** The kind of the next character that counts; 0 at the end. */
function following(kinds: readonly number[], place: number): number {
  return kinds.slice(place + 1).find((kind) => !isSkipped(kind)) ?? 0
}

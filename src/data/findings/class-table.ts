// What kind of character each code point is, so that a text is looked through once, a unit at a time.
import { DAMAGE_LEADS, isControl, isInvisible } from './characters.ts'
import { SCRIPTS } from './scripts.ts'
import { isWhite } from './words.ts'

export const WHITE = 1
export const ALPHABETIC = 2
export const LETTER = 4
export const NUMBER = 8
export const DIGIT = 16
export const TERMINAL = 32
export const CONTROL = 64
export const INVISIBLE = 128
export const REPLACEMENT = 256
export const LEAD = 512
export const MARKUP = 1024
export const LINK = 2048
export const SURROGATE = 4096
/** A character that is looked at once more; the others are letters, digits and spaces. */
export const RARE = DIGIT | TERMINAL | CONTROL | INVISIBLE | REPLACEMENT | LEAD | MARKUP | LINK | SURROGATE

export const KIND_BITS = 16
export const KIND = (1 << KIND_BITS) - 1

/** No script that is told apart. */
export const NO_SCRIPT = SCRIPTS.length

export interface CharacterClass {
  readonly kind: number
  /** Place in SCRIPTS of an alphabetic character. */
  readonly script: number
  /** The letter in lower case, as one code point. */
  readonly lower: number
}

interface ClassTable {
  /** The kind, and above KIND_BITS the script: one look-up a character. */
  readonly classes: Uint32Array
  readonly lower: Uint16Array
}

let table: ClassTable | undefined

/** The table of all UTF-16 units, made when it is first asked for. */
export function classTable(): ClassTable {
  if (table) return table
  const kinds = new Uint16Array(0x10000)
  const scripts = new Uint8Array(0x10000).fill(NO_SCRIPT)
  const lower = new Uint16Array(0x10000)
  for (let unit = 0; unit < 0x10000; unit++) {
    lower[unit] = unit
    if (unit >= 0xd800 && unit <= 0xdfff) kinds[unit] = SURROGATE
    else {
      kinds[unit] = kindOf(unit)
      if ((kinds[unit] ?? 0) & LETTER) lower[unit] = lowerOf(unit)
    }
  }
  // A script at a time over one text of all letters: far quicker than asking each letter for each script.
  const letters = Array.from(kinds.keys())
    .filter((unit) => (kinds[unit] ?? 0) & ALPHABETIC)
    .map((unit) => String.fromCharCode(unit))
    .join('')
  for (const [place, script] of SCRIPTS.entries())
    for (const [run] of letters.matchAll(scriptExpression(script)))
      for (let i = 0; i < run.length; i++) scripts[run.charCodeAt(i)] = place
  const classes = Uint32Array.from(kinds, (kind, unit) => kind | ((scripts[unit] ?? 0) << KIND_BITS))
  return (table = { classes, lower })
}

const beyond = new Map<number, CharacterClass>()

/** Of a code point beyond U+FFFF. */
export function classBeyond(code: number): CharacterClass {
  let known = beyond.get(code)
  if (!known) {
    const character = String.fromCodePoint(code)
    const kind = kindOf(code)
    const place = SCRIPTS.findIndex((script) => scriptExpression(script).test(character))
    const script = (kind & ALPHABETIC) === 0 || place === -1 ? NO_SCRIPT : place
    beyond.set(code, (known = { kind, script, lower: kind & LETTER ? lowerOf(code) : code }))
  }
  return known
}

function scriptExpression(script: string): RegExp {
  return new RegExp(`\\p{Script=${script}}+`, 'gu')
}

function kindOf(code: number): number {
  const character = String.fromCodePoint(code)
  let kind = 0
  if (isWhite(code)) kind |= WHITE
  if (/\p{Alphabetic}/u.test(character)) kind |= ALPHABETIC
  if (/\p{L}/u.test(character)) kind |= LETTER
  if (/\p{N}/u.test(character)) kind |= NUMBER
  if (/\p{Nd}/u.test(character)) kind |= DIGIT
  if ('.?!…'.includes(character)) kind |= TERMINAL
  if (isControl(code)) kind |= CONTROL
  if (isInvisible(code)) kind |= INVISIBLE
  if (code === 0xfffd) kind |= REPLACEMENT
  if (DAMAGE_LEADS.includes(character)) kind |= LEAD
  if ('<&'.includes(character)) kind |= MARKUP
  if ('@/wW'.includes(character)) kind |= LINK
  return kind
}

/** ς and σ are one letter, and İ is an i with a dot that no other i has. */
function lowerOf(code: number): number {
  const lower = String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? code
  return lower === 0x3c2 ? 0x3c3 : lower
}

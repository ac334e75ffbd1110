/** A whole number as it is written: digits, with single marks or narrow spaces between groups of them. */
const NUMERAL = /\p{Nd}+(?:[.,'’\u00a0\u202f]\p{Nd}+)*/gu

/** Numbers of a text, in ASCII digits and without separators, with where they stand. */
export function numeralPlaces(
  text: string,
): { readonly digits: string; readonly start: number; readonly end: number }[] {
  return Array.from(text.matchAll(NUMERAL), ({ 0: written, index }) => ({
    digits: asciiDigits(written),
    start: index,
    end: index + written.length,
  }))
}

/** (shared + 1) / (different + 1) over the sets of numbers of both texts; OpusCleaner's num_mismatch, which asks for 1. */
export function numberAgreement(source: string, target: string): number {
  const left = new Set(numeralPlaces(source).map(({ digits }) => digits))
  const right = new Set(numeralPlaces(target).map(({ digits }) => digits))
  let shared = 0
  for (const digits of left) if (right.has(digits)) shared++
  return (shared + 1) / (left.size + right.size - 2 * shared + 1)
}

function asciiDigits(written: string): string {
  let digits = ''
  for (const character of written) if (/\p{Nd}/u.test(character)) digits += String(digitValue(character))
  return digits
}

/** Decimal digits stand in tens, from zero on; the tens begin at different places of sixteen. */
function digitValue(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return code - 0x30
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++
  return MATHEMATICAL.test(character) ? (code - 0x1d7ce) % 10 : value
}

/** Five alphabets of digits that follow each other without a gap. */
const MATHEMATICAL = /[\u{1d7ce}-\u{1d7ff}]/u

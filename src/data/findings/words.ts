// Words as OpusFilter cuts them, so that its scores are reproduced: Python's str.split, which takes the four separators
// U+001C to U+001F for white space as well.

/** The characters that part words, for a class of an expression. */
export const BETWEEN_WORDS = '\\p{White_Space}\u001c-\u001f'

const WORD = new RegExp(`[^${BETWEEN_WORDS}]+`, 'gu')

/** The runs of characters between white space. */
export function cutWords(text: string): string[] {
  return text.match(WORD) ?? []
}

/** Where the words stand, in UTF-16 units. */
export function wordPlaces(text: string): { readonly word: string; readonly start: number; readonly end: number }[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({ word, start: index, end: index + word.length }))
}

/** Code points, a surrogate pair counting as one. */
export function countCharacters(text: string): number {
  return text.match(/./gsu)?.length ?? 0
}

/** White space, for tables. */
export function isWhite(code: number): boolean {
  return (code >= 0x1c && code <= 0x1f) || /\p{White_Space}/u.test(String.fromCodePoint(code))
}

/** Letters alone, in lower case: what two texts have in common that differ in case, spaces, marks and digits. */
export function lettersOnly(text: string): string {
  return text.toLowerCase().replace(/\P{L}/gu, '').replaceAll('ς', 'σ')
}

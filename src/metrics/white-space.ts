// What sacreBLEU's language takes for white space: Unicode's, and the separators U+001C to U+001F. JavaScript's own \s
// leaves these out and has the byte order mark, which is no white space, instead.
/* eslint-disable no-control-regex -- they are meant */
const SPACES = /[\p{White_Space}\u001c-\u001f]+/u
const SPACES_AT_END = /[\p{White_Space}\u001c-\u001f]+$/u
/* eslint-enable no-control-regex */

/** The runs of characters between white space. */
export function wordsOf(text: string): string[] {
  return text.split(SPACES).filter((word) => word !== '')
}

/** The text without the white space at its end. */
export function trimSpacesAtEnd(text: string): string {
  return text.replace(SPACES_AT_END, '')
}

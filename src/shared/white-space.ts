// White space is Unicode's property White_Space, wherever text is cut, trimmed or found empty. JavaScript's own \s and
// trim() differ from it: they leave out U+0085 and take the byte order mark U+FEFF, which belongs to the text, for a space.

/** The runs of characters between white space. */
export function wordsOf(text: string): string[] {
  return text.match(/\P{White_Space}+/gu) ?? []
}

/** True for a text without anything but white space. */
export function isBlank(text: string): boolean {
  return !/\P{White_Space}/u.test(text)
}

/** The text without white space at its ends. */
export function trimmed(text: string): string {
  const [first] = /\P{White_Space}.*/su.exec(text) ?? ['']
  return first.replace(/\p{White_Space}+$/u, '')
}

/** All characters that are white space, as ranges of code points, for programs in other languages. */
export function whiteSpaceRanges(): (readonly [first: number, last: number])[] {
  const ranges: [number, number][] = []
  for (let code = 0; code <= 0xffff; code++) {
    if (!isBlank(String.fromCharCode(code))) continue
    const latest = ranges.at(-1)
    if (latest && latest[1] === code - 1) latest[1] = code
    else ranges.push([code, code])
  }
  return ranges
}

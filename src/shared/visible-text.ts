/** Controls, what turns the direction of writing or has no width, line ends that few see, and letters without ink. */
const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu

/** What ends a line, or a cell of one, or acts on a terminal. */
const CONTROLS = /[\p{Cc}\u2028\u2029]/gu

/**
 * A text as somebody can judge it who is to say yes to it: characters that would hide, overwrite or turn round
 * others, on a terminal or on a page, are shown by their number, such as `\u{1b}`. Line ends of Windows stay line ends.
 */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, (found) => (/[\t\n]/.test(found) ? found : byNumber(found)))
}

/** The same within a line: tabs and line breaks are shown by their number too. */
export function visibleLine(text: string): string {
  return text.replace(HIDDEN, byNumber)
}

/**
 * A text that a format gives one line or one cell: only what would break that, or act on a terminal, is shown by its
 * number. What joins letters or turns the direction of writing belongs to the text and stays.
 */
export function oneLine(text: string): string {
  return text.replace(CONTROLS, byNumber)
}

/** At most so many characters (Unicode code points), the last of them `…` where some were left out. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  const characters = Array.from(text)
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

function byNumber(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`
}

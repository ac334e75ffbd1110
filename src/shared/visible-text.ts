/** Controls, what turns the direction of writing or has no width, line ends that few see, and letters without ink. */
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu

/**
 * A text as somebody can judge it who is to say yes to it: characters that would hide, overwrite or turn round
 * others, on a terminal or on a page, are shown by their number, such as `\u{1b}`. Line ends of Windows stay line ends.
 */
export function visibleText(text: string): string {
  const escape = (character: string) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, escape)
}

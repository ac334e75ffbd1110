/** Controls but for tab and line feed, what turns the direction of writing, and what has no width. */
// eslint-disable-next-line no-control-regex -- they are what it looks for
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/**
 * A text as somebody can judge it who is to say yes to it: characters that would hide, overwrite or turn round
 * others, on a terminal or on a page, are shown by their code, such as `\u001b`. Line ends of Windows stay line ends.
 */
export function visibleText(text: string): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, escape)
}

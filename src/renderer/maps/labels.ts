import { labelText } from '../../shared/attention/tokens.ts'

/** Width of a character of the labels' font (11.5 px monospaced), in pixels. */
export const CHARACTER = 7
export const LABEL_FONT =
  '11.5px ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace'
/** Scripts whose characters are as wide as two. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/gu

/** In characters of the usual width, as its label shows it. */
export function labelLength(token: string): number {
  const text = labelText(token)
  return Array.from(text).length + (text.match(WIDE)?.length ?? 0)
}

const longest = new WeakMap<readonly string[], number>()

/** The longest of the labels. */
export function longestLabel(tokens: readonly string[]): number {
  const known = longest.get(tokens) ?? tokens.reduce((most, token) => Math.max(most, labelLength(token)), 1)
  longest.set(tokens, known)
  return known
}

/** The token that ends a sentence. A token of the data that is spelled like it is read as `<unk>`, so it is never a word. */
export const END_TOKEN = '<eos>'

/** How much of an attention map stands for tokens of the sentence; what is beyond is `<eos>` or padding. */
export interface TokenCounts {
  readonly source: number
  readonly target: number
}

/** Of a map's source and target, without the `<eos>` at their ends. */
export function tokenCounts(map: {
  readonly source: readonly string[]
  readonly target: readonly string[]
}): TokenCounts {
  return { source: withoutEnd(map.source).length, target: withoutEnd(map.target).length }
}

/** A sentence without the `<eos>` at its end. */
export function withoutEnd(tokens: readonly string[]): readonly string[] {
  return tokens.at(-1) === END_TOKEN ? tokens.slice(0, -1) : tokens
}

export function sameTokens(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, place) => token === b[place])
}

/** Labels longer than this are cut, the whole token is in their title. */
const LONGEST_LABEL = 14

/** A token as its label shows it: white space made visible, long ones cut. */
export function labelText(token: string): string {
  return cutLabel(token, LONGEST_LABEL)
}

/** The same in not more than so many characters. */
export function cutLabel(token: string, most: number): string {
  const longest = Math.min(most, LONGEST_LABEL)
  const visible = token === '' ? '∅' : token.replaceAll(' ', '␣').replaceAll('\t', '⇥')
  const characters = Array.from(visible)
  return characters.length > longest ? `${characters.slice(0, Math.max(longest - 1, 1)).join('')}…` : visible
}

/** How a run cuts one side of its text, as its settings say. */
export type TokenizerName = 'whitespace' | 'character'

/** Tokens as the text that a run would cut into them again: `␣` stands for a space among characters, and `␣␣` for itself. */
export function joinTokens(tokens: readonly string[], tokenizer: TokenizerName): string {
  if (tokenizer === 'whitespace') return tokens.join(' ')
  return tokens.map((token) => (token === '␣' ? ' ' : token === '␣␣' ? '␣' : token)).join('')
}

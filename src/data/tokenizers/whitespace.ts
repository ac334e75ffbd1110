import type { Tokenizer } from './tokenizer.ts'

/**
 * Cuts at runs of Unicode white space, as matched by `\s`. `join` puts one space between tokens: the text comes back
 * with its white space normalised.
 */
export const whitespaceTokenizer: Tokenizer = {
  id: 'whitespace',
  tokenize: (text) => text.match(/\S+/gu) ?? [],
  join: (tokens) => tokens.join(' '),
}

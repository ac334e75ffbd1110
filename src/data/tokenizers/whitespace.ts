import { wordsOf } from '../../shared/white-space.ts'
import type { Tokenizer } from './tokenizer.ts'

/** Cuts at runs of white space. `join` puts one space between tokens: the text comes back with its white space normalised. */
export const whitespaceTokenizer: Tokenizer = {
  id: 'whitespace',
  tokenize: wordsOf,
  join: (tokens) => tokens.join(' '),
}

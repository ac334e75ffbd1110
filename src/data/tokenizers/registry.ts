import { characterTokenizer } from './character.ts'
import type { Tokenizer, TokenizerId } from './tokenizer.ts'
import { whitespaceTokenizer } from './whitespace.ts'

const TOKENIZERS: Record<TokenizerId, Tokenizer> = {
  whitespace: whitespaceTokenizer,
  character: characterTokenizer,
}

export function getTokenizer(id: TokenizerId): Tokenizer {
  return TOKENIZERS[id]
}

import type { TokenizerId } from '../../shared/tokenizers.ts'
import { bpeTokenizer, codesTokenizer } from './bpe/bpe.ts'
import { characterTokenizer } from './character.ts'
import { sentencepieceTokenizer } from './sentencepiece/sentencepiece.ts'
import type { TokenizerKind } from './tokenizer.ts'
import { whitespaceTokenizer } from './whitespace.ts'
import { wordsTokenizer } from './words/words.ts'

/** Every way to cut text. */
export const TOKENIZERS: Readonly<Record<TokenizerId, TokenizerKind>> = {
  whitespace: whitespaceTokenizer,
  character: characterTokenizer,
  words: wordsTokenizer,
  bpe: bpeTokenizer,
  'subword-nmt': codesTokenizer,
  sentencepiece: sentencepieceTokenizer,
}

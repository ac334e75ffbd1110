import { z } from 'zod'
import { TOKENIZER_IDS, type TokenizerId } from '../tokenizers.ts'
import { choice, integer } from './fields.ts'

const TITLES: Record<TokenizerId, string> = {
  whitespace: 'White space',
  character: 'Characters',
  words: 'Words (Unicode)',
  bpe: 'BPE, learned here',
  'subword-nmt': 'BPE, codes of subword-nmt',
  sentencepiece: 'SentencePiece model',
}

/** Those that are read from a file. */
export const MODEL_FILE_TOKENIZERS: readonly TokenizerId[] = ['subword-nmt', 'sentencepiece']

const merges = (title: string, when: Record<string, readonly (string | boolean)[]>) =>
  integer(
    { minimum: 1, maximum: 100_000, fallback: 4000 },
    {
      title,
      description: 'How many merges of two pieces BPE learns at most; a pair that is seen once is never merged',
      'x-when': when,
    },
  )

const modelFile = (title: string, side: 'source' | 'target') =>
  z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .meta({
      title,
      description: 'Codes that subword-nmt learned, or the .model file of SentencePiece (unigram or BPE)',
      'x-when': { [side]: MODEL_FILE_TOKENIZERS },
    })

/** How each side is cut into tokens. */
export const tokenizerSchema = z
  .strictObject({
    source: choice(TOKENIZER_IDS, 'whitespace', {
      title: 'Source tokens',
      description:
        'whitespace: cut at white space; character: every character (Unicode code point) is a token; words: cut at the word boundaries of Unicode; bpe: pieces of words, learned from the training pairs; subword-nmt and sentencepiece: pieces by a file of theirs',
      'x-labels': TITLES,
    }),
    sourceMerges: merges('Source merges', { source: ['bpe'] }),
    sourceModel: modelFile('Source file', 'source'),
    target: choice(TOKENIZER_IDS, 'whitespace', {
      title: 'Target tokens',
      description: 'As for the source',
      'x-labels': TITLES,
    }),
    targetMerges: merges('Target merges', { target: ['bpe'], 'data.vocabulary.joint': [false] }),
    targetModel: modelFile('Target file', 'target'),
  })
  .prefault({})
  .meta({ title: 'Tokeniser' })

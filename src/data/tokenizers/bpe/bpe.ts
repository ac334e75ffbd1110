import { SaccadeError } from '../../../shared/errors.ts'
import { joinTokens } from '../../../shared/tokenizers.ts'
import type { ModelFile, Tokenizer, TokenizerKind } from '../tokenizer.ts'
import { createSegmenter } from './apply.ts'
import { parseCodes } from './codes.ts'
import { learnCodes } from './learn.ts'

const CODES_FILE: ModelFile = {
  ending: '.codes',
  read: readCodes,
  toBytes: (codes) => new TextEncoder().encode(codes),
}

/** Byte pair encoding learned from the training pairs; its model is a file of codes of subword-nmt. */
export const bpeTokenizer: TokenizerKind = {
  id: 'bpe',
  model: CODES_FILE,
  learn: learnCodes,
  create: (codes) => createBpe('bpe', codes),
}

/** Codes that `subword-nmt learn-bpe` wrote. */
export const codesTokenizer: TokenizerKind = {
  id: 'subword-nmt',
  model: CODES_FILE,
  create: (codes) => createBpe('subword-nmt', codes),
}

function createBpe(id: Tokenizer['id'], codes: string | null): Tokenizer {
  if (codes === null) throw new SaccadeError('bad-data', 'There are no codes to cut words by')
  const tokenize = createSegmenter(parseCodes(codes, 'codes'))
  return { id, model: codes, tokenize, join: (tokens) => joinTokens(tokens, id) }
}

function readCodes(bytes: Uint8Array, name: string): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new SaccadeError('bad-data', `${name} is not UTF-8 text, so it holds no codes of subword-nmt`, {
      cause: error,
    })
  }
  if (parseCodes(text, name).merges.length > 0) return text
  throw new SaccadeError('bad-data', `${name} holds no merges`, {
    hint: 'Learn the codes with `subword-nmt learn-bpe`.',
  })
}

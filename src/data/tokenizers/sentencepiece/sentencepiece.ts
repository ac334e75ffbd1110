import { Buffer } from 'node:buffer'
import { SaccadeError } from '../../../shared/errors.ts'
import { joinTokens } from '../../../shared/tokenizers.ts'
import type { Tokenizer, TokenizerKind } from '../tokenizer.ts'
import { createMerger } from './merges.ts'
import { type PieceModel, parseModel } from './model.ts'
import { createNormalizer } from './normalize.ts'
import { createTrie } from './trie.ts'
import { type Cut, createUnigram } from './unigram.ts'

/** What UTF-8 cannot say. */
const LONE_SURROGATE = /\p{Surrogate}/gu

/** Models that SentencePiece trained (Kudo and Richardson 2018), unigram and BPE. Kept as the bytes of their file, in base 64. */
export const sentencepieceTokenizer: TokenizerKind = {
  id: 'sentencepiece',
  model: {
    ending: '.model',
    read(bytes, name) {
      parseModel(bytes, name)
      return Buffer.from(bytes).toString('base64')
    },
    toBytes: (model) => Uint8Array.from(Buffer.from(model, 'base64')),
  },
  create(model) {
    if (model === null) throw new SaccadeError('bad-data', 'There is no model of SentencePiece to cut text by')
    return createPieces(parseModel(Buffer.from(model, 'base64'), 'model'), model)
  },
}

function createPieces(parsed: PieceModel, model: string): Tokenizer {
  const { pieces, kind, rules, byteFallback } = parsed
  const userDefined = createTrie(
    pieces.flatMap((piece, id) => (piece.kind === 'user-defined' ? [[piece.text, id] as const] : [])),
  )
  const normalize = createNormalizer(rules, userDefined)
  const cut = kind === 'unigram' ? createUnigram(pieces) : createMerger(pieces, userDefined)
  const known = new Set(
    pieces.flatMap((piece) =>
      piece.kind === 'normal' || piece.kind === 'user-defined' || piece.kind === 'byte' ? [piece.text] : [],
    ),
  )
  return {
    id: 'sentencepiece',
    model,
    tokenize: (text) => {
      const cuts = cut(normalize(text.replace(LONE_SURROGATE, '\ufffd')))
      return byteFallback ? cuts.flatMap(inBytes) : unknownTogether(cuts)
    },
    join: (tokens) => joinTokens(tokens, 'sentencepiece'),
    knows: (token) => known.has(token),
  }
}

/** An unknown piece as its bytes of UTF-8. */
function inBytes({ text, known }: Cut): string[] {
  if (known) return [text]
  return Array.from(new TextEncoder().encode(text), (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`)
}

/** Unknown pieces beside each other are one. */
function unknownTogether(cuts: readonly Cut[]): string[] {
  const tokens: string[] = []
  cuts.forEach(({ text, known }, place) => {
    if (!known && cuts[place - 1]?.known === false) tokens.push((tokens.pop() ?? '') + text)
    else tokens.push(text)
  })
  return tokens
}

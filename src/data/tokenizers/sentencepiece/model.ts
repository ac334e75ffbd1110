import { SaccadeError } from '../../../shared/errors.ts'
import { type Message, readMessage } from './proto.ts'

/** By their numbers in sentencepiece_model.proto. */
const PIECE_KINDS = [null, 'normal', 'unknown', 'control', 'user-defined', 'unused', 'byte'] as const
export type PieceKind = NonNullable<(typeof PIECE_KINDS)[number]>

export interface Piece {
  readonly text: string
  /** A 32-bit number. */
  readonly score: number
  readonly kind: PieceKind
}

export interface NormalizerRules {
  /** Darts double array and texts; empty for none. */
  readonly charsmap: Uint8Array
  readonly addDummyPrefix: boolean
  readonly removeExtraWhitespaces: boolean
  readonly escapeWhitespaces: boolean
  readonly whitespaceAsSuffix: boolean
}

export interface PieceModel {
  readonly kind: 'unigram' | 'bpe'
  readonly pieces: readonly Piece[]
  readonly byteFallback: boolean
  readonly rules: NormalizerRules
}

const MODEL_KINDS = [null, 'unigram', 'bpe', 'word', 'char'] as const

/**
 * A `.model` file of SentencePiece (sentencepiece_model.proto).
 * @throws bad-data where the bytes are none, or of a kind that is not known here
 */
export function parseModel(bytes: Uint8Array, name: string): PieceModel {
  try {
    return read(bytes, name)
  } catch (error) {
    if (error instanceof SaccadeError) throw error
    const reason = error instanceof RangeError && !error.message.startsWith('Offset') ? `: ${error.message}` : ''
    throw refused(name, `is no model of SentencePiece${reason}`, error)
  }
}

function read(bytes: Uint8Array, name: string): PieceModel {
  const model = readMessage(bytes)
  const pieces = model.each(1).map(readPiece)
  const trainer = readMessage(model.bytes(2))
  const normalizer = readMessage(model.bytes(3))
  if (pieces.length === 0) throw refused(name, 'is no model of SentencePiece: there are no pieces in it')
  if (pieces.filter(({ kind }) => kind === 'unknown').length !== 1)
    throw refused(name, 'is no model of SentencePiece: one piece has to stand for what is unknown')
  if (new Set(pieces.map(({ text }) => text)).size !== pieces.length)
    throw refused(name, 'is damaged: a piece stands in it twice')
  const number = trainer.integer(3, 1)
  const kind = MODEL_KINDS[number]
  if (kind !== 'unigram' && kind !== 'bpe')
    throw refused(name, `is a model of kind ${kind ?? number}; unigram and bpe are read`)
  const byteFallback = trainer.flag(35, false)
  if (byteFallback && pieces.filter((piece) => piece.kind === 'byte').length !== 256)
    throw refused(name, 'is damaged: it falls back to bytes and has not all 256 of them')
  return { kind, pieces, byteFallback, rules: readRules(normalizer, trainer, name) }
}

function readPiece(bytes: Uint8Array): Piece {
  const piece = readMessage(bytes)
  const text = piece.text(1)
  const kind = PIECE_KINDS[piece.integer(3, 1)]
  if (text === '' || !kind) throw new RangeError('a piece without text or of unknown kind')
  return { text, score: piece.float(2), kind }
}

function readRules(normalizer: Message, trainer: Message, name: string): NormalizerRules {
  const charsmap = normalizer.bytes(2)
  if (charsmap.length > 0) {
    const size = charsmap.length < 4 ? 0 : new DataView(charsmap.buffer, charsmap.byteOffset).getUint32(0, true)
    if (size === 0 || size % 4 !== 0 || size + 4 >= charsmap.length)
      throw refused(name, 'is damaged: its rules of normalisation are not whole')
  }
  return {
    charsmap,
    addDummyPrefix: normalizer.flag(3, true),
    removeExtraWhitespaces: normalizer.flag(4, true),
    escapeWhitespaces: normalizer.flag(5, true),
    whitespaceAsSuffix: trainer.flag(24, false),
  }
}

function refused(name: string, what: string, cause?: unknown): SaccadeError {
  return new SaccadeError('bad-data', `${name} ${what}`, {
    hint: 'Name the .model file that SentencePiece wrote (not the .vocab beside it).',
    cause,
  })
}

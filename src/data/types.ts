import type { Alignment } from '../shared/contract/attention.ts'
import type { TokenizerId } from '../shared/tokenizers.ts'
import type { PairsDigest } from './folder/digest.ts'
import type { Tokenizers } from './tokenizers/tokenizer.ts'

/** A pair as it was read or generated, before tokenising. */
export interface RawPair {
  readonly source: string
  readonly target: string
  /** Further correct targets, such as other pronunciations of a word. */
  readonly alternatives: readonly string[]
  /** Between tokens of the task's own tokeniser; null where none is known. */
  readonly alignment: Alignment | null
  /** Where it was read, such as `pairs.tsv:12`; empty for generated pairs. */
  readonly origin: string
  /** Of a pair of an imported dataset: its row there, from 0. */
  readonly row?: number
}

/** Pairs as text, from whatever source. */
export interface PairSource {
  /** For messages. */
  readonly name: string
  readonly train: readonly RawPair[]
  /** null where validation pairs have to be split off. */
  readonly valid: readonly RawPair[] | null
  /** The tokeniser the gold alignments hold for; null without alignments. */
  readonly tokenizer: TokenizerId | null
  /** Of an imported dataset, its own, whichever of its rows these are. */
  readonly digest?: PairsDigest
}

export interface TokenPair {
  readonly source: readonly string[]
  readonly target: readonly string[]
  readonly alternatives: readonly (readonly string[])[]
  readonly alignment: Alignment | null
}

/** Token ↔ id. Ids 0–3 are `<pad> <bos> <eos> <unk>`. */
export interface Vocabulary {
  readonly tokens: readonly string[]
  readonly size: number
  /** The id of a token, `<unk>`'s where it is not in the vocabulary. */
  id(token: string): number
  has(token: string): boolean
  /** How often each token was seen in training, by id; 0 for the special tokens. */
  readonly counts: readonly number[]
}

export interface Dataset {
  readonly train: readonly TokenPair[]
  readonly valid: readonly TokenPair[]
  /** What both sides were cut by. */
  readonly tokenizers: Tokenizers
  readonly sourceVocabulary: Vocabulary
  readonly targetVocabulary: Vocabulary
  /** Training pairs left out because of the longest lengths allowed. */
  readonly tooLong: number
  /** The digest of all its pairs, where they are of files or an imported dataset, and somebody asked for it. */
  readonly digest: PairsDigest | null
  /** Things a user should know, such as empty lines or duplicate pairs. */
  readonly warnings: readonly string[]
}

/** Ids of a pair: the source ends with `<eos>`, the target ends with `<eos>` and has no `<bos>`. */
export interface EncodedPair {
  readonly source: Int32Array
  readonly target: Int32Array
}

/** A padded batch; all matrices are row-major [size, length] and padded at the end with `<pad>` = 0. */
export interface Batch {
  readonly size: number
  readonly sourceLength: number
  readonly targetLength: number
  readonly source: Int32Array // [size, sourceLength]
  readonly sourceMask: Float32Array // [size, sourceLength], 1 on real tokens
  readonly targetInput: Int32Array // [size, targetLength], starts with <bos>
  readonly targetOutput: Int32Array // [size, targetLength], ends with <eos>
  readonly targetMask: Float32Array // [size, targetLength]
  /** Real tokens, `<eos>` included. */
  readonly sourceTokens: number
  readonly targetTokens: number
}

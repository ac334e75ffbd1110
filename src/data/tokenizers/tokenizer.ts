import { type TokenizerId, joinTokens } from '../../shared/tokenizers.ts'

/** Cuts text into tokens and joins them again. */
export interface Tokenizer {
  readonly id: TokenizerId
  /** What it was made from, as its kind writes it; null where it is rules alone. Kept with whatever needs no data. */
  readonly model: string | null
  tokenize(text: string): string[]
  /** The inverse: `tokenize(join(tokens))` gives `tokens` back for whatever `tokenize` has made. */
  join(tokens: readonly string[]): string
  /** False for a token that is `<unk>` however often it is seen; left out where every token may be one of the vocabulary. */
  knows?(token: string): boolean
}

/** Those of both sides; one and the same where they are joint. */
export type Tokenizers = Readonly<Record<'source' | 'target', Tokenizer>>
/** What they were made from. */
export type TokenizerModels = Readonly<Record<'source' | 'target', string | null>>

/** As a checkpoint keeps them: nothing where rules are all. */
export function storedModels({ source, target }: Tokenizers): { tokenizers?: TokenizerModels } {
  if (source.model === null && target.model === null) return {}
  return { tokenizers: { source: source.model, target: target.model } }
}

/** A way to cut text. Those that take a model get it by learning it from the training pairs, or out of a file. */
export interface TokenizerKind {
  readonly id: TokenizerId
  /** @throws bad-data where the model is none, and says what is wrong with it */
  create(model: string | null): Tokenizer
  readonly model?: ModelFile
  /** The model of these texts, of so many merges at most. */
  readonly learn?: (
    texts: Iterable<string>,
    merges: number,
    breathe: (done: number) => Promise<void>,
  ) => Promise<string>
}

/** How a model lies in a file. */
export interface ModelFile {
  readonly ending: '.codes' | '.model'
  /** @param name for messages @throws bad-data where the bytes are none, saying why */
  read(bytes: Uint8Array, name: string): string
  toBytes(model: string): Uint8Array
}

/** A kind whose rules are all there is to it. */
export function ruled(id: TokenizerId, tokenize: Tokenizer['tokenize']): TokenizerKind {
  const tokenizer: Tokenizer = { id, model: null, tokenize, join: (tokens) => joinTokens(tokens, id) }
  return { id, create: () => tokenizer }
}

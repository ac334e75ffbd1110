export type TokenizerId = 'whitespace' | 'character'

/** Cuts text into tokens and joins them again. */
export interface Tokenizer {
  readonly id: TokenizerId
  tokenize(text: string): string[]
  /** The inverse: `tokenize(join(tokens))` gives `tokens` back for whatever `tokenize` has made. */
  join(tokens: readonly string[]): string
}

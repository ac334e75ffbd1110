import type { EncodedPair, TokenPair, Vocabulary } from './types.ts'
import { BOS, EOS, PAD } from './vocabulary.ts'

/** The ids of the tokens, `<unk>` where unknown, with `<eos>` at the end. */
export function encodeTokens(tokens: readonly string[], vocabulary: Vocabulary): Int32Array {
  const ids = new Int32Array(tokens.length + 1)
  for (const [position, token] of tokens.entries()) ids[position] = vocabulary.id(token)
  ids[tokens.length] = EOS
  return ids
}

export function encodePair(
  pair: Pick<TokenPair, 'source' | 'target'>,
  source: Vocabulary,
  target: Vocabulary,
): EncodedPair {
  return { source: encodeTokens(pair.source, source), target: encodeTokens(pair.target, target) }
}

/** The tokens up to the first `<eos>`; `<pad>` and `<bos>` are left out, `<unk>` stays. */
export function decodeIds(ids: Iterable<number>, vocabulary: Vocabulary): string[] {
  const tokens: string[] = []
  for (const id of ids) {
    if (id === EOS) break
    const token = vocabulary.tokens[id]
    if (token === undefined)
      throw new RangeError(`No token has the id ${id}; the vocabulary ends at ${vocabulary.size - 1}`)
    if (id !== PAD && id !== BOS) tokens.push(token)
  }
  return tokens
}

/** The tokens that the vocabulary does not know, in order, repeats kept. */
export function unknownTokens(tokens: readonly string[], vocabulary: Vocabulary): string[] {
  return tokens.filter((token) => !vocabulary.has(token))
}

/** Where they stand, from 0. */
export function unknownPlaces(tokens: readonly string[], vocabulary: Vocabulary): number[] {
  return [...tokens.keys()].filter((place) => !vocabulary.has(tokens[place] ?? ''))
}

import type { DataConfiguration } from '../shared/config/data.ts'
import type { Tokenizers } from './tokenizers/tokenizer.ts'
import type { Dataset, TokenPair } from './types.ts'
import { buildVocabulary, countTokens } from './vocabulary.ts'

/** How often each token is seen on either side. */
export type TokenCounts = Record<'source' | 'target', ReadonlyMap<string, number>>

export function countSides(pairs: readonly TokenPair[]): TokenCounts {
  return {
    source: countTokens(pairs.map((pair) => pair.source)),
    target: countTokens(pairs.map((pair) => pair.target)),
  }
}

/** Without tokens that stand for something unknown to the tokeniser, however often they are seen. */
export function withoutUnknown(counts: TokenCounts, tokenizers: Tokenizers): TokenCounts {
  const side = (end: 'source' | 'target') => {
    const { knows } = tokenizers[end]
    return knows ? new Map([...counts[end]].filter(([token]) => knows(token))) : counts[end]
  }
  return { source: side('source'), target: side('target') }
}

/** The vocabularies of both sides; one and the same object where they are joint. */
export function buildVocabularies(
  counts: TokenCounts,
  settings: DataConfiguration['vocabulary'],
): Pick<Dataset, 'sourceVocabulary' | 'targetVocabulary'> {
  if (settings.joint) {
    const sum = new Map(counts.source)
    for (const [token, count] of counts.target) sum.set(token, (sum.get(token) ?? 0) + count)
    const joint = buildVocabulary(sum, settings)
    return { sourceVocabulary: joint, targetVocabulary: joint }
  }
  return {
    sourceVocabulary: buildVocabulary(counts.source, settings),
    targetVocabulary: buildVocabulary(counts.target, settings),
  }
}

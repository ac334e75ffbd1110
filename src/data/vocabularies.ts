import type { DataConfiguration } from '../shared/config/data.ts'
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

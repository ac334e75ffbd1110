import { encodePair } from '../../data/encode.ts'
import { evaluatedPairs } from '../../data/evaluated-pairs.ts'
import type { Dataset, EncodedPair, TokenPair } from '../../data/types.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { WatchedSentence } from '../../shared/contract/attention.ts'

/** A watched sentence with its ids. */
export interface WatchedPair {
  readonly sentence: WatchedSentence
  readonly encoded: EncodedPair
}

/**
 * The sentences whose attention is kept: validation pairs spread over the source lengths, short to long,
 * then the user's own. A function of data and configuration alone.
 */
export function chooseWatched({ evaluation }: Pick<Configuration, 'evaluation'>, dataset: Dataset): WatchedPair[] {
  const { count, sentences } = evaluation.watched
  const { source, target } = dataset.tokenizers
  const own = sentences.map((sentence) => ({
    source: source.tokenize(sentence.source),
    target: sentence.target === undefined ? [] : target.tokenize(sentence.target),
    alternatives: [],
    alignment: null,
  }))
  const { sourceVocabulary, targetVocabulary } = dataset
  const { maximumLength } = evaluation
  const { places } = evaluatedPairs({ pairs: 0, maximumLength }, dataset.valid)
  const valid = places.flatMap((place) => dataset.valid[place] ?? [])
  return [...spreadOverLengths(valid, count), ...own].map((pair, index) => ({
    sentence: { index, source: pair.source, reference: pair.target, alignment: pair.alignment },
    encoded: encodePair(pair, sourceVocabulary, targetVocabulary),
  }))
}

/** At most `count` pairs with different sources, at even places of the order by source length. */
export function spreadOverLengths(pairs: readonly TokenPair[], count: number): TokenPair[] {
  const different = new Map<string, TokenPair>()
  for (const pair of pairs) {
    const key = pair.source.join('\0')
    if (!different.has(key)) different.set(key, pair)
  }
  const sorted = [...different.values()].sort((a, b) => a.source.length - b.source.length) // stable
  const chosen = Math.min(count, sorted.length)
  return Array.from({ length: chosen }, (_, index) => {
    const place = chosen === 1 ? 0.5 : index / (chosen - 1)
    return sorted[Math.round(place * (sorted.length - 1))]
  }).filter((pair) => pair !== undefined)
}

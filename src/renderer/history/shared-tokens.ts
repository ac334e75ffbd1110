import { sameTokens } from '../../shared/attention/tokens.ts'
import type { AttentionMap, WatchedSentence } from '../../shared/contract/attention.ts'
import type { Snapshot } from '../../shared/contract/runs.ts'

/**
 * What was kept at one step, with the sentence and the lists of tokens of what is known already where they say the same: so that
 * who draws it sees at once that only the weights are others.
 */
export function sharingTokens(
  snapshot: Snapshot,
  sentences: readonly WatchedSentence[] = [],
  other?: Snapshot,
): Snapshot {
  const known = sentences.find(({ index }) => index === snapshot.sentence.index)
  const sentence = known && JSON.stringify(known) === JSON.stringify(snapshot.sentence) ? known : snapshot.sentence
  const maps = snapshot.maps.map((map): AttentionMap => {
    const alike = other?.maps.find(({ mode }) => mode === map.mode)
    return {
      ...map,
      source: oneOf(map.source, sentence.source, alike?.source),
      target: oneOf(map.target, alike?.target),
    }
  })
  return { ...snapshot, sentence, maps }
}

const oneOf = (tokens: readonly string[], ...known: readonly (readonly string[] | undefined)[]): readonly string[] =>
  known.find((one) => one && sameTokens(one, tokens)) ?? tokens

import { isFound, NO_SPANS, type PairFinding } from '../finding.ts'
import { similarity } from '../similarity.ts'

/** Under this no score is kept, and 0 stands for it: most pairs are far below, and the exact number takes long. */
export const LEAST_SIMILARITY = 0.8

const limits = { from: 0.9 }

export const nearIdentical: PairFinding = {
  id: 'SimilarityFilter',
  group: 'Empty or untranslated',
  title: 'Both sides nearly identical',
  definition:
    'Changing the source into the target takes few insertions, deletions and replacements of characters: 1 − changes / characters of the longer side is at least 0.9 (Levenshtein). Scores under 0.8 are kept as 0.',
  scope: 'pair',
  limits,
  score: { unit: '', range: [LEAST_SIMILARITY, 1], step: 0.01 },
  fix: { kind: 'drop', title: 'Leave the pairs out' },
  measure: ({ source, target }) => {
    const score = similarity(source, target)
    return [score, score]
  },
  spans: (pair) =>
    isFound(limits, ...nearIdentical.measure(pair, { scripts: { source: [], target: [] } }))
      ? differing(pair)
      : NO_SPANS,
}

/** What lies between the beginnings and the ends that both have. */
function differing({ source, target }: { source: string; target: string }) {
  const shorter = Math.min(source.length, target.length)
  let [before, behind] = [0, 0]
  while (before < shorter && source[before] === target[before]) before++
  while (behind < shorter - before && source.at(-1 - behind) === target.at(-1 - behind)) behind++
  return {
    source: [[before, source.length - behind] as const].filter(([from, to]) => from < to),
    target: [[before, target.length - behind] as const].filter(([from, to]) => from < to),
  }
}

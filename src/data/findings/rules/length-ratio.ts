import { type PairFinding, type Score, NO_SPANS } from '../finding.ts'
import { countCharacters, cutWords } from '../words.ts'

/** longer / shorter; infinite where only one is empty, 0 where both are. */
export function lengthRatio(a: number, b: number): number {
  if (a === 0 && b === 0) return 0
  return Math.max(a, b) / Math.min(a, b)
}

const COMMON = {
  group: 'Length ratio',
  scope: 'pair',
  limits: { from: 3 },
  score: { unit: 'times', range: [1, 10], step: 0.1 },
  fix: { kind: 'drop', title: 'Leave the pairs out' },
  spans: () => NO_SPANS,
} as const

export const wordRatio: PairFinding = {
  ...COMMON,
  id: 'LengthRatioFilter.word',
  title: 'Length ratio in words',
  definition:
    'One side has at least three times as many words as the other. Words are what stands between white space; an empty side beside one that is not is infinitely shorter.',
  measure: ({ source, target }) => once(lengthRatio(cutWords(source).length, cutWords(target).length)),
}

export const characterRatio: PairFinding = {
  ...COMMON,
  id: 'LengthRatioFilter.char',
  title: 'Length ratio in characters',
  definition:
    'One side has at least three times as many characters (code points) as the other; for scripts that write no spaces.',
  measure: ({ source, target }) => once(lengthRatio(countCharacters(source), countCharacters(target))),
}

function once(score: number): Score {
  return [score, score]
}

import { IF_SO, type PairFinding, ofSides, spansOfSides, yes } from '../finding.ts'
import { wordPlaces } from '../words.ts'

const COMMON = { group: 'Repetition', scope: 'pair', fix: { kind: 'drop', title: 'Leave the pairs out' } } as const

/** OpusFilter's expression: 3 to 101 characters, twice or more again right behind, spaces between. */
const REPEATED = /(\P{White_Space}[^\n]{2,100}?)(?: *\1){2,}/u

export const repetition: PairFinding = {
  ...COMMON,
  id: 'RepetitionFilter',
  title: 'Repeated characters',
  definition:
    'The same 3 to 101 characters stand there three times or more in a row, spaces between them or not. The score is how often they come again: 2 for three times.',
  limits: { from: 2 },
  score: { unit: 'times again', range: [2, 20], step: 1 },
  measure: (pair) => {
    const most = ofSides(pair, countRepetitions)[1]
    return [most, most]
  },
  spans: (pair) =>
    spansOfSides(pair, (text) => {
      const match = matchRepetition(text)
      return match ? [[match.index, match.index + match[0].length]] : []
    }),
}

/** How often the first repeated characters come again; 0 where none do at least twice. */
export function countRepetitions(text: string): number {
  const match = matchRepetition(text)
  return match ? match[0].split(match[1] ?? '').length - 2 : 0
}

function matchRepetition(text: string): RegExpExecArray | null {
  return REPEATED.exec(text)
}

/** Words of a phrase, at most. */
export const LONGEST_PHRASE = 8

export const repeatedPhrase: PairFinding = {
  ...COMMON,
  id: 'repeated-phrase',
  title: 'Repeated words',
  definition: 'One to eight words stand there three times in a row, case aside.',
  limits: IF_SO,
  score: null,
  measure: ({ source, target }) => yes(phrase(source) !== undefined || phrase(target) !== undefined),
  spans: (pair) =>
    spansOfSides(pair, (text) => {
      const found = phrase(text)
      return found ? [found] : []
    }),
}

/** Where the first such phrase stands with its repetitions. */
function phrase(text: string): readonly [number, number] | undefined {
  const words = wordPlaces(text.toLowerCase().length === text.length ? text.toLowerCase() : text)
  for (let size = 1; size <= LONGEST_PHRASE; size++) {
    let run = 0
    for (let i = size; i < words.length; i++) {
      run = words[i]?.word === words[i - size]?.word ? run + 1 : 0
      if (run === 2 * size) return [words[i - 3 * size + 1]?.start ?? 0, words[i]?.end ?? 0]
    }
  }
  return undefined
}

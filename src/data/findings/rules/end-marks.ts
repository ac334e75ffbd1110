import { IF_SO, NO_SPANS, type PairFinding, matchSpans, spansOfSides, yes } from '../finding.ts'
import { endMark, endMarkPlace } from '../end-mark.ts'

const COMMON = {
  group: 'Terminal punctuation',
  scope: 'pair',
  fix: { kind: 'drop', title: 'Leave the pairs out' },
} as const

export const terminalMarks: PairFinding = {
  ...COMMON,
  id: 'TerminalPunctuationFilter',
  title: 'Many or uneven marks',
  definition:
    'With n and m of the marks . ? ! … on the sides, −ln(|n − m| + max(0, n − 1) + max(0, m − 1) + 1) is under −2: more than six marks are too many or without a partner.',
  limits: { below: -2 },
  score: { unit: '', range: [-5, 0], step: 0.1 },
  measure: ({ source, target }) => {
    const score = terminalScore(countMarks(source), countMarks(target))
    return [score, score]
  },
  spans: (pair) => spansOfSides(pair, (text) => matchSpans(text, MARKS)),
}

export const lastMark: PairFinding = {
  ...COMMON,
  id: 'last-mark',
  title: 'Sides end differently',
  definition:
    'The sides end with marks of different kinds (full stop, question, exclamation, ellipsis, of any script), or only one with a mark. Closing quotes and brackets are passed over.',
  limits: IF_SO,
  score: null,
  measure: ({ source, target }) => yes(endMark(source) !== endMark(target)),
  spans: (pair) => (endMark(pair.source) === endMark(pair.target) ? NO_SPANS : spansOfSides(pair, endMarkPlace)),
}

const MARKS = /[.?!…]/g

function countMarks(text: string): number {
  return text.match(MARKS)?.length ?? 0
}

export function terminalScore(source: number, target: number): number {
  return -Math.log(Math.abs(source - target) + Math.max(0, source - 1) + Math.max(0, target - 1) + 1)
}

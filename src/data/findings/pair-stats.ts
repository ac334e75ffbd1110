// The findings of single pairs, all at once from one look through each side. The rules say the same plainly, each by itself.
import * as is from './class-table.ts'
import { DAMAGE } from './characters.ts'
import { endMark } from './end-mark.ts'
import type { Texts } from './finding.ts'
import { numberAgreement } from './numerals.ts'
import { mayRepeat, repeatsPhrase, timesAgain } from './repeats.ts'
import { hasLink, hasMarkup } from './residue.ts'
import { terminalScore } from './rules/end-marks.ts'
import { lengthRatio } from './rules/length-ratio.ts'
import { LEAST_SIMILARITY } from './rules/near-identical.ts'
import { sequenceRatio } from './sequence-ratio.ts'
import type { SideStats } from './side-stats.ts'
import { mayBeSimilar, similarity } from './similarity.ts'
import { trimmed } from '../../shared/white-space.ts'

/** Sets the least and the greatest score of a finding. */
export type SetScore = (least: number, greatest: number) => void

type Quick = (pair: Texts, source: SideStats, target: SideStats, set: SetScore) => void

/** Scores by the finding's id, of what has been seen in both sides. */
export const QUICK: Readonly<Record<string, Quick>> = {
  'LengthRatioFilter.word': (_, s, t, set) => one(set, lengthRatio(s.words, t.words)),
  'LengthRatioFilter.char': (_, s, t, set) => one(set, lengthRatio(s.characters, t.characters)),
  empty: (_, s, t, set) => so(set, isEmpty(s) || isEmpty(t)),
  identical: ({ source, target }, s, t, set) =>
    so(set, s.words === t.words && s.letters0 === t.letters0 && trimmed(source) === trimmed(target)),
  SimilarityFilter: ({ source, target }, s, t, set) => {
    const score = mayBeSimilar(source, target, s, t, LEAST_SIMILARITY) ? similarity(source, target) : 0
    one(set, score < LEAST_SIMILARITY ? 0 : score)
  },
  NonZeroNumeralsFilter: (_, s, t, set) => one(set, digitRatio(s, t)),
  numbers: ({ source, target }, s, t, set) =>
    one(set, (s.seen | t.seen) & is.DIGIT ? numberAgreement(source, target) : 1),
  TerminalPunctuationFilter: (_, s, t, set) => one(set, terminalScore(s.terminalMarks, t.terminalMarks)),
  'last-mark': ({ source, target }, _s, _t, set) => so(set, endMark(source) !== endMark(target)),
  RepetitionFilter: ({ source, target }, s, t, set) =>
    one(set, Math.max(repetitions(source, s), repetitions(target, t))),
  'repeated-phrase': (_, s, t, set) =>
    so(set, repeatsPhrase(s.wordHashes, s.words) || repeatsPhrase(t.wordHashes, t.words)),
  markup: ({ source, target }, s, t, set) =>
    so(set, (has(s, is.MARKUP) && hasMarkup(source)) || (has(t, is.MARKUP) && hasMarkup(target))),
  link: ({ source, target }, s, t, set) =>
    so(set, (has(s, is.LINK) && hasLink(source)) !== (has(t, is.LINK) && hasLink(target))),
  misread: ({ source, target }, s, t, set) =>
    so(set, (has(s, is.LEAD) && isDamaged(source)) || (has(t, is.LEAD) && isDamaged(target))),
  replacement: (_, s, t, set) => so(set, has(s, is.REPLACEMENT) || has(t, is.REPLACEMENT)),
  control: (_, s, t, set) => so(set, has(s, is.CONTROL) || has(t, is.CONTROL)),
  invisible: (_, s, t, set) => so(set, has(s, is.INVISIBLE) || has(t, is.INVISIBLE)),
  AlphabetRatioFilter: (_, s, t, set) => two(set, alphabetShare(s), alphabetShare(t)),
  'mixed-word': (_, s, t, set) => so(set, s.hasMixedWord || t.hasMixedWord),
  LongWordFilter: (_, s, t, set) => two(set, s.longestWord, t.longestWord),
  AverageWordLengthFilter: (_, s, t, set) => two(set, averageWord(s), averageWord(t)),
}

function one(set: SetScore, score: number): void {
  set(score, score)
}

function two(set: SetScore, a: number, b: number): void {
  if (a < b) set(a, b)
  else set(b, a)
}

function so(set: SetScore, found: boolean): void {
  if (found) set(1, 1)
  else set(0, 0)
}

function has({ seen }: SideStats, kind: number): boolean {
  return (seen & kind) !== 0
}

function isEmpty({ seen }: SideStats): boolean {
  return (seen & (is.ALPHABETIC | is.NUMBER)) === 0
}

function isDamaged(text: string): boolean {
  return text.search(DAMAGE) !== -1
}

function alphabetShare({ alphabetic, characters }: SideStats): number {
  return characters === 0 ? 1 : alphabetic / characters
}

function averageWord({ inWords, words }: SideStats): number {
  return words === 0 ? 0 : inWords / words
}

function repetitions(text: string, { units, unitCount }: SideStats): number {
  return mayRepeat(text, units, unitCount) ? timesAgain(text) : 0
}

/** 1 without looking further where the digits are the same, as they mostly are. */
function digitRatio(source: SideStats, target: SideStats): number {
  const same = source.digitCount === target.digitCount
  if (same && source.digitCount === 0) return 1
  let i = 0
  if (same) while (i < source.digitCount && source.digits[i] === target.digits[i]) i++
  if (same && i === source.digitCount) return 1
  return sequenceRatio(source.digits.subarray(0, source.digitCount), target.digits.subarray(0, target.digitCount))
}

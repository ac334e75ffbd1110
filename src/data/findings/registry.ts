import type { Finding, PairFinding } from './finding.ts'
import { alphabetRatio, averageWord, longWord, mixedWord, script } from './rules/alphabets.ts'
import * as duplicates from './rules/duplicates.ts'
import { empty } from './rules/empty.ts'
import { control, invisible, misread, replacement } from './rules/encoding.ts'
import { lastMark, terminalMarks } from './rules/end-marks.ts'
import { identical } from './rules/identical.ts'
import { characterRatio, wordRatio } from './rules/length-ratio.ts'
import { link, markup } from './rules/markup.ts'
import { nearIdentical } from './rules/near-identical.ts'
import { numbers, numerals } from './rules/numerals.ts'
import { repeatedPhrase, repetition } from './rules/repetition.ts'

/**
 * Every finding, in the order in which they are shown. The place in the list is the bit of the flags; a dataset keeps the
 * ids that its flags were made with. There are 32 bits.
 */
export const FINDINGS: readonly Finding[] = [
  wordRatio,
  characterRatio,
  empty,
  identical,
  nearIdentical,
  duplicates.duplicate,
  duplicates.normalisedDuplicate,
  duplicates.nearDuplicate,
  duplicates.sameSource,
  duplicates.sameTarget,
  duplicates.leakedSource,
  duplicates.leakedTarget,
  duplicates.leakedPair,
  numerals,
  numbers,
  terminalMarks,
  lastMark,
  repetition,
  repeatedPhrase,
  markup,
  link,
  misread,
  replacement,
  control,
  invisible,
  alphabetRatio,
  script,
  mixedWord,
  longWord,
  averageWord,
]

export const FINDING_IDS = FINDINGS.map(({ id }) => id)

export const PAIR_FINDINGS = FINDINGS.filter((finding): finding is PairFinding => finding.scope === 'pair')

export function findingOf(id: string): Finding | undefined {
  return FINDINGS.find((finding) => finding.id === id)
}

/** The finding's bit in the flags of a row. */
export function flagOf(id: string): number {
  const place = FINDING_IDS.indexOf(id)
  if (place === -1) throw new RangeError(`There is no finding ${id}`)
  return (1 << place) >>> 0
}

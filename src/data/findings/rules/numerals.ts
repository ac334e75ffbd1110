import type { PairFinding } from '../finding.ts'
import { numberAgreement, numeralPlaces } from '../numerals.ts'
import { sequenceRatio } from '../sequence-ratio.ts'
import { matchSpans, spansOfSides } from '../finding.ts'

const COMMON = { group: 'Numerals', scope: 'pair', fix: { kind: 'drop', title: 'Leave the pairs out' } } as const

export const numerals: PairFinding = {
  ...COMMON,
  id: 'NonZeroNumeralsFilter',
  title: 'Digits differ',
  definition:
    'The digits 1 to 9 of both sides, in their order, have less than half in common (ratio of Python’s difflib).',
  limits: { below: 0.5 },
  score: { unit: '', range: [0, 1], step: 0.01 },
  measure: ({ source, target }) => {
    const score = sequenceRatio(digitsOf(source), digitsOf(target))
    return [score, score]
  },
  spans: (pair) => spansOfSides(pair, (text) => matchSpans(text, /[0-9]+/g)),
}

export const numbers: PairFinding = {
  ...COMMON,
  id: 'numbers',
  title: 'Numbers differ',
  definition:
    'More numbers stand on one side only than on both: (shared + 1) / (different + 1) is under 1. A number is digits of any script, separators between them left out; each counts once.',
  limits: { below: 1 },
  score: { unit: '', range: [0, 2], step: 0.05 },
  measure: ({ source, target }) => {
    const score = numberAgreement(source, target)
    return [score, score]
  },
  spans: ({ source, target }) => ({ source: onlyIn(source, target), target: onlyIn(target, source) }),
}

function digitsOf(text: string): number[] {
  return Array.from(text.matchAll(/[1-9]/g), ([digit]) => Number(digit))
}

function onlyIn(text: string, other: string) {
  const known = new Set(numeralPlaces(other).map(({ digits }) => digits))
  return numeralPlaces(text).flatMap(({ digits, start, end }) => (known.has(digits) ? [] : [[start, end] as const]))
}

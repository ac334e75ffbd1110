import { IF_SO, type PairFinding, matchSpans, ofSides, spansOfSides, yes } from '../finding.ts'
import { countCharacters, cutWords, wordPlaces } from '../words.ts'

const COMMON = {
  group: 'Scripts and alphabets',
  scope: 'pair',
  fix: { kind: 'drop', title: 'Leave the pairs out' },
} as const

export const alphabetRatio: PairFinding = {
  ...COMMON,
  id: 'AlphabetRatioFilter',
  title: 'Few letters',
  definition: 'Less than three quarters of the characters of a side are alphabetic; spaces count as not alphabetic.',
  limits: { below: 0.75 },
  score: { unit: '', range: [0, 1], step: 0.01 },
  measure: (pair) => ofSides(pair, (text) => share(count(text, ALPHABETIC), countCharacters(text))),
  spans: (pair) => spansOfSides(pair, (text) => matchSpans(text, /[^\p{Alphabetic}\p{White_Space}]+/gu)),
}

export const script: PairFinding = {
  ...COMMON,
  id: 'CharacterScoreFilter',
  title: 'Letters of another script',
  definition:
    'Not all letters of a side are of the scripts that the side is written in: those that make up at least a twentieth of its letters in the whole dataset. The score is the share that is.',
  limits: { below: 1 },
  score: { unit: '', range: [0, 1], step: 0.01 },
  measure: ({ source, target }, { scripts }) => {
    const [a, b] = [scriptShare(source, scripts.source), scriptShare(target, scripts.target)]
    return [Math.min(a, b), Math.max(a, b)]
  },
  spans: ({ source, target }, { scripts }) => ({
    // Where it is not known what the sides are written in, nothing is foreign.
    source: scripts.source.length === 0 ? [] : matchSpans(source, foreign(scripts.source)),
    target: scripts.target.length === 0 ? [] : matchSpans(target, foreign(scripts.target)),
  }),
}

export const mixedWord: PairFinding = {
  ...COMMON,
  id: 'mixed-word',
  title: 'Word of two alphabets',
  definition: 'A word holds Latin letters and Cyrillic or Greek ones, which often only look alike.',
  limits: IF_SO,
  score: null,
  measure: ({ source, target }) => yes(cutWords(source).some(isMixed) || cutWords(target).some(isMixed)),
  spans: (pair) =>
    spansOfSides(pair, (text) =>
      wordPlaces(text).flatMap(({ word, start, end }) => (isMixed(word) ? [[start, end] as const] : [])),
    ),
}

export const longWord: PairFinding = {
  ...COMMON,
  id: 'LongWordFilter',
  title: 'Long word',
  definition: 'A word has at least 40 characters.',
  limits: { from: 40 },
  score: { unit: 'characters', range: [1, 200], step: 1 },
  measure: (pair) => ofSides(pair, (text) => Math.max(0, ...cutWords(text).map(countCharacters))),
  spans: (pair) =>
    spansOfSides(pair, (text) =>
      wordPlaces(text).flatMap(({ word, start, end }) => (countCharacters(word) >= 40 ? [[start, end] as const] : [])),
    ),
}

export const averageWord: PairFinding = {
  ...COMMON,
  id: 'AverageWordLengthFilter',
  title: 'Unusual length of words',
  definition: 'The words of a side have fewer than 2 or more than 20 characters on average; 0 without words.',
  limits: { below: 2, above: 20 },
  score: { unit: 'characters', range: [0, 40], step: 0.5 },
  measure: (pair) =>
    ofSides(pair, (text) => {
      const words = cutWords(text)
      return words.length === 0 ? 0 : countCharacters(words.join('')) / words.length
    }),
  spans: () => ({ source: [], target: [] }),
}

const ALPHABETIC = /\p{Alphabetic}/gu

function scriptShare(text: string, scripts: readonly string[]): number {
  const letters = count(text, ALPHABETIC)
  return share(letters - count(text, foreign(scripts)), letters)
}

/** Alphabetic characters of none of the scripts. */
function foreign(scripts: readonly string[]): RegExp {
  const own = scripts.map((name) => `\\p{Script=${name}}`).join('')
  return new RegExp(own === '' ? '\\p{Alphabetic}' : `(?![${own}])\\p{Alphabetic}`, 'gu')
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole
}

function count(text: string, expression: RegExp): number {
  return text.match(expression)?.length ?? 0
}

function isMixed(word: string): boolean {
  return ofScript('Latin').test(word) && (ofScript('Cyrillic').test(word) || ofScript('Greek').test(word))
}

function ofScript(name: string): RegExp {
  return new RegExp(`(?=\\p{Alphabetic})\\p{Script=${name}}`, 'u')
}

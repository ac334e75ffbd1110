import { folded, indexed, trigramsOf } from '../../../data/folder/fold.ts'
import type { RowSearch, TextSpan } from '../../../shared/datasets/rows.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { literalOf } from './expression-literal.ts'

/** A search as something that looks at text. */
export interface TextMatch {
  /** Three characters in a row that every hit holds, folded for the index; none where the index cannot help. */
  readonly trigrams: readonly string[]
  /** Whether a row is a hit. `both` is source, line feed, target: of most searches one look at it is enough. */
  isHit(both: string, cut: number): boolean
  /** The same where all of it is ASCII. */
  isPlainHit(both: string, cut: number): boolean
  spans(text: string): TextSpan[]
}

const WORD = '[\\p{L}\\p{M}\\p{N}_]'
const isWord = new RegExp(WORD, 'u')
/** More of them find nothing more, and each is a list to look through. */
const MOST_TRIGRAMS = 12

/** @throws bad-usage for an expression that cannot be read */
export function createTextMatch(search: RowSearch): TextMatch {
  return search.expression ? expressionMatch(search) : plainMatch(search)
}

type Side = RowSearch['side']

function plainMatch({ text, side, wholeWords, matchCase }: RowSearch): TextMatch {
  const fold = matchCase ? (one: string) => one.normalize('NFC') : folded
  const needle = fold(text)
  const holds = wholeWords
    ? (one: string) => places(one, needle, true).length > 0
    : (one: string) => one.includes(needle)
  // A needle with a line feed could lie across both sides.
  const atOnce = side === 'either' && !needle.includes('\n')
  const look = (both: string, cut: number, prepare: (one: string) => string) =>
    atOnce
      ? holds(prepare(both))
      : sides(side, (of) => holds(prepare(of === 'source' ? both.slice(0, cut) : both.slice(cut + 1))))
  return {
    trigrams: chosen(indexed(text)),
    isHit: (both, cut) => look(both, cut, fold),
    isPlainHit: (both, cut) => look(both, cut, matchCase ? (one) => one : (one) => one.toUpperCase()),
    spans: (one) => originalSpans(one, fold, (whole) => places(whole, needle, wholeWords)).map(([a, b]) => [a, b]),
  }
}

function expressionMatch({ text, side, wholeWords, matchCase }: RowSearch): TextMatch {
  const pattern = wholeWords ? `(?<!${WORD})(?:${text})(?!${WORD})` : text
  const flags = matchCase ? 'u' : 'iu'
  let expression: RegExp
  try {
    new RegExp(text, flags) // by itself: the words around it could make sense of half an expression
    expression = new RegExp(pattern, flags)
  } catch (error) {
    throw new SaccadeError('bad-usage', `The expression cannot be read: ${(error as Error).message}`, {
      hint: 'Expressions are those of JavaScript with the flag u.',
      cause: error,
    })
  }
  const isHit = (both: string, cut: number) =>
    sides(side, (of) => expression.test(of === 'source' ? both.slice(0, cut) : both.slice(cut + 1)))
  const every = new RegExp(pattern, `${flags}g`)
  return {
    trigrams: chosen(indexed(literalOf(text))),
    isHit,
    isPlainHit: isHit,
    spans: (one) => Array.from(one.matchAll(every), (match) => [match.index, match.index + match[0].length] as const),
  }
}

function sides(side: Side, holds: (of: 'source' | 'target') => boolean): boolean {
  switch (side) {
    case 'source':
    case 'target':
      return holds(side)
    case 'either':
      return holds('source') || holds('target')
    case 'both':
      return holds('source') && holds('target')
  }
}

/** Marks at its ends could stand in another order in a text, where there are more of them. */
function chosen(text: string): string[] {
  const all = trigramsOf(text.replace(/^\p{M}+|\p{M}+$/gu, ''))
  const step = all.length / MOST_TRIGRAMS
  return step <= 1 ? all : Array.from({ length: MOST_TRIGRAMS }, (_, at) => all[Math.floor(at * step)] ?? '')
}

function places(text: string, needle: string, wholeWords: boolean): [start: number, end: number][] {
  const found: [number, number][] = []
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const end = at + needle.length
    if (wholeWords && (endsInWord(text.slice(0, at)) || beginsInWord(text.slice(end)))) continue
    const last = found.at(-1)
    if (last && at < last[1]) continue // those that lie over each other are one
    found.push([at, end])
  }
  return found
}

const endsInWord = (text: string) => isWord.test(Array.from(text.slice(-2)).at(-1) ?? '')
const beginsInWord = (text: string) => isWord.test(Array.from(text.slice(0, 2)).at(0) ?? '')

/** Where places of the folded text lie in the text itself: letter by letter, each with its marks. */
function originalSpans(
  text: string,
  fold: (text: string) => string,
  find: (folded: string) => readonly (readonly [number, number])[],
): TextSpan[] {
  const starts: number[] = []
  let whole = ''
  let at = 0
  for (const [letter] of text.matchAll(/\P{M}?\p{M}*/gsu)) {
    const piece = fold(letter)
    for (let unit = 0; unit < piece.length; unit++) starts.push(at)
    whole += piece
    at += letter.length
  }
  starts.push(at)
  return find(whole).map(([start, end]) => {
    const from = starts[start] ?? 0
    const to = starts[end] ?? at
    // The end within a letter, as after the first s of ß: all of the letter.
    return [from, to > (starts[end - 1] ?? 0) ? to : (starts.find((one) => one > to) ?? at)]
  })
}

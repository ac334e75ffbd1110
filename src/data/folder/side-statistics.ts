import type { SideStatistics } from '../../shared/datasets/stored.ts'
import type { LetterCounts } from './scan-text.ts'
import type { WordTable } from './word-table.ts'

const MOST_FREQUENT = 200
const MOST_LETTERS = 500
/** Points of a curve in each decade of its axis. */
const POINTS = 20

export interface SideSums {
  words: number
  characters: number
  longestWords: number
  longestCharacters: number
}
export const createSums = (): SideSums => ({ words: 0, characters: 0, longestWords: 0, longestCharacters: 0 })

/**
 * What a side is made of, from what was counted of it.
 * @param side 0 source, 1 target
 */
export function sideStatistics(sums: SideSums, table: WordTable, side: 0 | 1, letters: LetterCounts): SideStatistics {
  const train = side * 2
  const counts = new Float64Array(table.size)
  let [types, once, heldOut, unknown] = [0, 0, 0, 0]
  for (let word = 0; word < table.size; word++) {
    const [trained, held] = [table.countOf(word, train), table.countOf(word, train + 1)]
    const all = trained + held
    if (all === 0) continue
    counts[types++] = all
    if (all === 1) once++
    heldOut += held
    if (trained === 0) unknown += held
  }
  const sorted = counts.slice(0, types).sort().reverse()
  return {
    words: sums.words,
    characters: sums.characters,
    longest: { words: sums.longestWords, characters: sums.longestCharacters },
    types,
    frequent: mostFrequent(table, train, sorted[MOST_FREQUENT - 1] ?? 1),
    ...curves(sorted, sums.words),
    once,
    unknownRate: heldOut === 0 ? 0 : unknown / heldOut,
    ...alphabetOf(letters),
  }
}

/** Words that are counted at least so often; equal ones in the order of their code units. */
function mostFrequent(table: WordTable, train: number, least: number): SideStatistics['frequent'] {
  const found: { word: number; count: number }[] = []
  for (let word = 0; word < table.size; word++) {
    const count = table.countOf(word, train) + table.countOf(word, train + 1)
    if (count > 0 && count >= least) found.push({ word, count })
  }
  // Where more have the least count than there is room for, the first of them by their text: only these become text.
  return found
    .map(({ word, count }) => ({ word: table.textOf(word), count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
    .slice(0, MOST_FREQUENT)
}

/** Both curves at ranks that lie evenly on a logarithmic axis. */
function curves(sorted: Float64Array, words: number): Pick<SideStatistics, 'zipf' | 'coverage'> {
  const zipf: { rank: number; count: number }[] = []
  const coverage: { size: number; share: number }[] = []
  let sum = 0
  let next = 1
  for (let rank = 1; rank <= sorted.length; rank++) {
    const count = sorted[rank - 1] ?? 0
    sum += count
    if (rank < next && rank < sorted.length) continue
    zipf.push({ rank, count })
    coverage.push({ size: rank, share: sum / words })
    next = Math.max(rank + 1, Math.round(rank * 10 ** (1 / POINTS)))
  }
  return { zipf, coverage }
}

function alphabetOf(counts: LetterCounts): Pick<SideStatistics, 'letters' | 'alphabet'> {
  const letters: { character: string; count: number }[] = []
  for (const [code, count] of counts.entries()) {
    if (count > 0) letters.push({ character: String.fromCodePoint(code), count })
  }
  letters.sort((a, b) => b.count - a.count || (a.character < b.character ? -1 : 1))
  return { letters: letters.slice(0, MOST_LETTERS), alphabet: letters.length }
}

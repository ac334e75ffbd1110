import { CONTINUED } from '../../../shared/tokenizers.ts'
import { type Codes, END_OF_WORD, spacedWords } from './codes.ts'

/** Between the symbols of a merge; no symbol of a file has one, since words are cut there. */
const BETWEEN = ' '
/** Words whose pieces are remembered. */
const REMEMBERED = 200_000

/** Cuts text as `subword-nmt apply-bpe` does: each word by its merges, in the order in which they were learned. */
export function createSegmenter({ version, merges }: Codes): (text: string) => string[] {
  const ranks = new Map<string, number>()
  for (const [rank, merge] of merges.entries()) {
    const key = merge.join(BETWEEN)
    if (!ranks.has(key)) ranks.set(key, rank)
  }
  const known = new Map<string, readonly string[]>()
  const piecesOf = (word: string): readonly string[] => {
    const before = known.get(word)
    if (before) return before
    const symbols = mergeSymbols(symbolsOf(word, version), ranks)
    const pieces = withoutEnd(symbols).map((piece, place, all) => (place < all.length - 1 ? piece + CONTINUED : piece))
    if (known.size >= REMEMBERED) known.clear()
    known.set(word, pieces)
    return pieces
  }
  return (text) => spacedWords(text).flatMap(piecesOf)
}

function symbolsOf(word: string, version: Codes['version']): string[] {
  const characters = Array.from(word)
  if (characters.length === 1) return characters
  if (version === '0.1') return [...characters, END_OF_WORD]
  return [...characters.slice(0, -1), (characters.at(-1) ?? '') + END_OF_WORD]
}

function mergeSymbols(symbols: string[], ranks: ReadonlyMap<string, number>): string[] {
  let word = symbols
  while (word.length > 1) {
    let [best, first, second] = [Infinity, '', '']
    for (let place = 1; place < word.length; place++) {
      const [left = '', right = ''] = [word[place - 1], word[place]]
      const rank = ranks.get(left + BETWEEN + right)
      if (rank !== undefined && rank < best) [best, first, second] = [rank, left, right]
    }
    if (best === Infinity) return word
    word = mergePair(word, first, second)
  }
  return word
}

/** Every occurrence of the pair as one symbol, from the left. */
export function mergePair(word: readonly string[], first: string, second: string): string[] {
  const merged: string[] = []
  for (let place = 0; place < word.length; place++) {
    const symbol = word[place] ?? ''
    if (symbol === first && word[place + 1] === second) {
      merged.push(first + second)
      place++
    } else merged.push(symbol)
  }
  return merged
}

function withoutEnd(symbols: readonly string[]): string[] {
  const last = symbols.at(-1) ?? ''
  if (last === END_OF_WORD) return symbols.slice(0, -1)
  return last.endsWith(END_OF_WORD) ? [...symbols.slice(0, -1), last.slice(0, -END_OF_WORD.length)] : [...symbols]
}

import { compareCodePoints } from '../../code-points.ts'
import { END_OF_WORD, type Merge, formatCodes, spacedWords } from './codes.ts'
import { type Change, createPairCounts } from './pair-counts.ts'
import { type Symbols, createSymbols } from './symbols.ts'

/** Pairs seen less often are never merged, as subword-nmt has it. */
const LEAST_FREQUENT = 2

/**
 * Learns byte pair encoding (Sennrich et al. 2016) and gives the file that `subword-nmt learn-bpe` 0.3.8 would write of these
 * lines, byte for byte. To that end its order of ties, and what its pruned counts and their updates come to, are followed
 * too: the counts there are not always those of the words.
 */
export async function learnCodes(
  texts: Iterable<string>,
  merges: number,
  breathe: (done: number) => Promise<void>,
): Promise<string> {
  const symbols = createSymbols()
  const words = await countWords(texts, symbols, () => breathe(0))
  const counts = createPairCounts((a, b) => compareCodePoints(symbols.textOf(a), symbols.textOf(b)))
  for (const [place, word] of words.entries()) counts.addWord(place, word.symbols, word.count)
  const learned: Merge[] = []
  if (counts.isEmpty()) return formatCodes(learned)
  let threshold = counts.start() / 10
  for (let step = 0; step < merges; step++) {
    let best = counts.best()
    if (!best || (step > 0 && best.count < threshold)) {
      counts.prune(threshold)
      counts.restore()
      best = counts.best()
      threshold = ((best?.count ?? 0) * step) / (step + 10_000)
      counts.prune(threshold)
    }
    if (!best || best.count < LEAST_FREQUENT) break
    const { first, second } = best
    learned.push([symbols.textOf(first), symbols.textOf(second)])
    const merged = symbols.merge(first, second)
    const changes: Change[] = []
    for (const place of counts.placesOf(first, second)) {
      const word = words[place]
      if (!word) continue
      const before = word.symbols
      word.symbols = symbols.replace(before, first, second)
      changes.push({ place, before, after: word.symbols, count: word.count })
    }
    counts.update({ first, second, merged }, changes)
    if (step % 100 === 0) counts.prune(threshold)
    if (step % 10 === 0) await breathe(step)
  }
  return formatCodes(learned)
}

interface Word {
  /** By their numbers. */
  symbols: readonly number[]
  readonly count: number
}

async function countWords(texts: Iterable<string>, symbols: Symbols, breathe: () => Promise<void>): Promise<Word[]> {
  const counts = new Map<string, number>()
  let lines = 0
  for (const text of texts) {
    for (const word of spacedWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
    if (++lines % 1000 === 0) await breathe()
  }
  return [...counts].map(([word, count]) => {
    const characters = Array.from(word)
    const last = characters.length - 1
    return {
      symbols: characters.map((each, place) => symbols.numberOf(place === last ? each + END_OF_WORD : each)),
      count,
    }
  })
}

import { createLargest } from './largest.ts'

/** Two symbols by their numbers. */
interface Pair {
  readonly first: number
  readonly second: number
}

export interface Change {
  readonly place: number
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly count: number
}

/** How often pairs of symbols stand beside each other, kept as subword-nmt keeps it: see {@link PairCounts.prune}. */
export interface PairCounts {
  addWord(place: number, symbols: readonly number[], count: number): void
  isEmpty(): boolean
  /** When all words are in. Returns the largest count. */
  start(): number
  /** The pair of the largest count that was not set aside; of several the last by its symbols. */
  best(): (Pair & { readonly count: number }) | undefined
  /** The words that the pair stands in. */
  placesOf(first: number, second: number): number[]
  update(merge: Pair & { readonly merged: number }, changes: readonly Change[]): void
  /** Sets rarer pairs aside. What is counted of one afterwards replaces what was set aside, unless it is below nothing. */
  prune(threshold: number): void
  /** Takes what was set aside back. */
  restore(): void
}

/** More symbols than ever come. */
const MOST_SYMBOLS = 2 ** 26

/** @param compare two symbols */
export function createPairCounts(compare: (a: number, b: number) => number): PairCounts {
  /** By first × MOST_SYMBOLS + second. */
  const numbers = new Map<number, number>()
  const pairs: Pair[] = []
  /** Of each pair how often it stands in each word, by the word's place. */
  const places: Map<number, number>[] = []
  let counts = new Map<number, number>()
  let aside = new Map<number, number>()
  const isAbove = (a: number, b: number) => {
    const [one, other] = [pairs[a], pairs[b]]
    if (!one || !other) return false
    return (compare(one.first, other.first) || compare(one.second, other.second)) > 0
  }
  const heap = createLargest(isAbove, (pair) => counts.get(pair))
  /** Pairs whose counts changed since the last look at the largest. */
  const changed = new Set<number>()

  function numberOf(first: number, second: number): number {
    const key = first * MOST_SYMBOLS + second
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, pairs.length)
    pairs.push({ first, second })
    places.push(new Map())
    return pairs.length - 1
  }
  function add(first: number, second: number, place: number, count: number, sign: 1 | -1): void {
    const pair = numberOf(first, second)
    counts.set(pair, (counts.get(pair) ?? 0) + sign * count)
    changed.add(pair)
    const of = places[pair]
    of?.set(place, (of.get(place) ?? 0) + sign)
  }
  function pushAll(): void {
    heap.clear()
    changed.clear()
    for (const [pair, count] of counts) heap.push(pair, count)
  }
  function top() {
    for (const pair of changed) heap.push(pair, counts.get(pair) ?? 0)
    changed.clear()
    return heap.top()
  }

  return {
    addWord(place, symbols, count) {
      for (let at = 1; at < symbols.length; at++) add(symbols[at - 1] ?? 0, symbols[at] ?? 0, place, count, 1)
    },
    isEmpty: () => counts.size === 0,
    start() {
      aside = new Map(counts)
      pushAll()
      return top()?.count ?? 0
    },
    best() {
      const found = top()
      const pair = found && pairs[found.item]
      return pair && { ...pair, count: found.count }
    },
    placesOf(first, second) {
      const found: number[] = []
      for (const [place, times] of places[numberOf(first, second)] ?? []) if (times >= 1) found.push(place)
      return found
    },
    update({ first, second, merged }, changes) {
      const pair = numberOf(first, second)
      counts.set(pair, 0)
      places[pair] = new Map()
      for (const { before, after, place, count } of changes) {
        for (let i = before.indexOf(first); i !== -1; i = before.indexOf(first, i)) {
          if (before[i + 1] !== second) {
            i += 1
            continue
          }
          if (i > 0) add(before[i - 1] ?? 0, first, place, count, -1)
          // The next occurrence of the pair takes away the pair between the two.
          const isRepeated = before[i + 2] === first && before[i + 3] === second
          if (i < before.length - 2 && !isRepeated) add(second, before[i + 2] ?? 0, place, count, -1)
          i += 2
        }
        for (let i = after.indexOf(merged); i !== -1; i = after.indexOf(merged, i + 1)) {
          if (i > 0) add(after[i - 1] ?? 0, merged, place, count, 1)
          if (i < after.length - 1 && after[i + 1] !== merged) add(merged, after[i + 1] ?? 0, place, count, 1)
        }
      }
      counts.set(pair, 0)
      changed.add(pair)
    },
    prune(threshold) {
      for (const [pair, count] of counts) {
        if (count >= threshold) continue
        counts.delete(pair)
        changed.delete(pair)
        aside.set(pair, count < 0 ? (aside.get(pair) ?? 0) + count : count)
      }
    },
    restore() {
      counts = new Map(aside)
      pushAll()
    },
  }
}

// Two datasets, or parts of them, beside each other.
import type { Both, DatasetComparison, Leaked, SideComparison } from '../shared/datasets/comparison.ts'
import { createRowTable } from './findings/hash-table.ts'
import { createSideStats, scanSide } from './findings/side-stats.ts'
import { wordsOf } from '../shared/white-space.ts'
import type { Pace } from '../shared/pace.ts'

/** Rows of a dataset, whose texts are given some thousands at a time. */
export interface ComparedRows {
  readonly rows: number
  /** Where one of them stands in the dataset. */
  rowOf(place: number): number
  readTexts(from: number, to: number, visit: (source: string, target: string) => void): void
}

const BATCH = 4096
const WORDS_TOLD = 50
const BARS = 50
const EXAMPLES = 50

interface Side {
  readonly words: Map<string, number>
  readonly lengths: Uint32Array
  /** 64 bits of the letters, of the rows of both datasets one behind the other. */
  readonly keys0: Int32Array
  readonly keys1: Int32Array
  readonly hasLetters: Uint8Array
}

/** @throws aborted, by `pace` */
export async function compareDatasets(
  first: ComparedRows,
  second: ComparedRows,
  pace: Pace,
): Promise<DatasetComparison> {
  const all = first.rows + second.rows
  const keys = { source: createKeys(all), target: createKeys(all) }
  const one = await look(first, keys, 0, pace)
  const two = await look(second, keys, first.rows, pace)
  const pair = createKeys(all)
  for (let row = 0; row < all; row++) {
    pair.keys0[row] = Math.imul(keys.source.keys0[row] ?? 0, 0x9e3779b1) ^ (keys.target.keys0[row] ?? 0)
    pair.keys1[row] = Math.imul(keys.source.keys1[row] ?? 0, 0x5f356495) ^ (keys.target.keys1[row] ?? 0)
    pair.hasLetters[row] = (keys.source.hasLetters[row] ?? 0) & (keys.target.hasLetters[row] ?? 0)
  }
  return {
    pairs: { first: first.rows, second: second.rows },
    source: compareSides(one.source, two.source),
    target: compareSides(one.target, two.target),
    leaked: {
      source: await leakedBy(keys.source, first, second, pace),
      target: await leakedBy(keys.target, first, second, pace),
      pair: await leakedBy(pair, first, second, pace),
    },
  }
}

type Keys = Pick<Side, 'keys0' | 'keys1' | 'hasLetters'>
type Counted = Pick<Side, 'words' | 'lengths'>

function createKeys(rows: number): Keys {
  return { keys0: new Int32Array(rows), keys1: new Int32Array(rows), hasLetters: new Uint8Array(rows) }
}

async function look(
  rows: ComparedRows,
  keys: Readonly<Record<'source' | 'target', Keys>>,
  offset: number,
  pace: Pace,
): Promise<Readonly<Record<'source' | 'target', Counted>>> {
  const sides = { source: createCounted(rows.rows), target: createCounted(rows.rows) }
  const stats = createSideStats()
  let row = 0
  const add = (side: 'source' | 'target', text: string): void => {
    scanSide(text, stats)
    keys[side].keys0[offset + row] = stats.letters0
    keys[side].keys1[offset + row] = stats.letters1
    keys[side].hasLetters[offset + row] = stats.letterCount > 0 ? 1 : 0
    const { words, lengths } = sides[side]
    const cut = wordsOf(text)
    lengths[row] = cut.length
    for (const word of cut) words.set(word, (words.get(word) ?? 0) + 1)
  }
  for (let from = 0; from < rows.rows; from += BATCH) {
    rows.readTexts(from, Math.min(rows.rows, from + BATCH), (source, target) => {
      add('source', source)
      add('target', target)
      row++
    })
    await pace.breathe()
  }
  return sides
}

function createCounted(rows: number): Counted {
  return { words: new Map(), lengths: new Uint32Array(rows) }
}

function compareSides(first: Counted, second: Counted): SideComparison {
  let shared = 0
  for (const word of first.words.keys()) if (second.words.has(word)) shared++
  const longest = Math.max(quantile(first.lengths, 0.99), quantile(second.lengths, 0.99))
  const width = Math.max(1, Math.ceil((longest + 1) / BARS))
  const bars = Math.ceil((longest + 1) / width)
  const told = ({ lengths }: Counted) => ({
    mean: lengths.length === 0 ? 0 : lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
    median: quantile(lengths, 0.5),
    counts: histogram(lengths, width, bars),
  })
  return {
    types: { first: first.words.size, second: second.words.size, shared },
    unknown: { first: unknownShare(first, second), second: unknownShare(second, first) },
    onlyIn: { first: onlyIn(first, second), second: onlyIn(second, first) } satisfies Both<unknown>,
    lengths: { first: told(first), second: told(second), from: 0, width },
  }
}

/** Share of the running words that the other does not hold; 0 without words. */
function unknownShare({ words }: Counted, other: Counted): number {
  let [unknown, running] = [0, 0]
  for (const [word, count] of words) {
    running += count
    if (!other.words.has(word)) unknown += count
  }
  return running === 0 ? 0 : unknown / running
}

function onlyIn({ words }: Counted, other: Counted) {
  return [...words]
    .filter(([word]) => !other.words.has(word))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, WORDS_TOLD)
    .map(([word, count]) => ({ word, count }))
}

function quantile(lengths: Uint32Array, share: number): number {
  return lengths.slice().sort()[Math.floor(share * Math.max(0, lengths.length - 1))] ?? 0
}

/** The last bar takes all that is longer. */
function histogram(lengths: Uint32Array, width: number, bars: number): Uint32Array {
  const counts = new Uint32Array(bars)
  for (const length of lengths) {
    const bar = Math.min(bars - 1, Math.floor(length / width))
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  return counts
}

/** Rows of the second whose key one of the first has; keys of both are one behind the other. */
async function leakedBy(
  { keys0, keys1, hasLetters }: Keys,
  first: ComparedRows,
  second: ComparedRows,
  pace: Pace,
): Promise<Leaked> {
  const table = createRowTable(keys0.length, keys0, keys1)
  const examples: Leaked['examples'][number][] = []
  let count = 0
  for (let place = 0; place < keys0.length; place++) {
    if (place % BATCH === 0) await pace.breathe()
    if (hasLetters[place] !== 1) continue
    const [known, own] = [table.first(place), place - first.rows]
    if (own < 0 || known >= first.rows) continue
    count++
    if (examples.length === EXAMPLES) continue
    const rows = { first: first.rowOf(known), second: second.rowOf(own) }
    second.readTexts(own, own + 1, (source, target) => examples.push({ rows, source, target }))
  }
  return { count, examples }
}

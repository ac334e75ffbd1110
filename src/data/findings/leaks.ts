import { SPLIT_NAMES, type SplitName } from '../../shared/datasets/splits.ts'
import type { Pace } from '../pace.ts'
import { STRIDE } from './duplicates.ts'
import { createRowTable } from './hash-table.ts'
import {
  type Key,
  NO_SOURCE_LETTERS,
  NO_TARGET_LETTERS,
  type ReadKeys,
  pairKeys,
  sourceLetterKeys,
  targetLetterKeys,
} from './keys.ts'
import { flagOf } from './registry.ts'

/** Rows of `from` that `other` has as well. */
export interface Leak {
  readonly of: 'source' | 'target' | 'pair'
  readonly from: SplitName
  readonly other: SplitName
  readonly rows: number
}

/** Marks the rows whose source, target or both another split has too, by their letters; counts them by splits. */
export async function markLeaks(keys: ReadKeys, flags: Uint32Array, splits: Uint8Array, pace: Pace): Promise<Leak[]> {
  const rows = flags.length
  if (splits.subarray(0, rows).every((split) => split === splits[0])) return []
  const without = keys('without')
  const [source, target] = [sourceLetterKeys(keys), targetLetterKeys(keys)]
  return [
    ...(await markLeak('source', source, NO_SOURCE_LETTERS)),
    ...(await markLeak('target', target, NO_TARGET_LETTERS)),
    ...(await markLeak('pair', pairKeys(source, target), NO_SOURCE_LETTERS | NO_TARGET_LETTERS)),
  ]

  async function markLeak(of: Leak['of'], [keys0, keys1]: Key, lacking: number): Promise<Leak[]> {
    const flag = flagOf(`leak-${of}`)
    const table = createRowTable(rows, keys0, keys1)
    const firsts = new Int32Array(rows)
    const holds = new Uint8Array(rows) // of a first row: a bit for each split that has its key
    for (let row = 0; row < rows; row++) {
      if (row % STRIDE === 0) await pace.breathe()
      const first = (firsts[row] = (without[row] ?? 0) & lacking ? -1 : table.first(row))
      if (first !== -1) holds[first] = (holds[first] ?? 0) | (1 << (splits[row] ?? 0))
    }
    const counts = new Uint32Array(SPLIT_NAMES.length ** 2)
    for (let row = 0; row < rows; row++) {
      const from = splits[row] ?? 0
      const others = (holds[firsts[row] ?? -1] ?? 0) & ~(1 << from)
      if (others === 0) continue
      flags[row] = ((flags[row] ?? 0) | flag) >>> 0
      for (let other = 0; other < SPLIT_NAMES.length; other++)
        if (others & (1 << other)) {
          const place = from * SPLIT_NAMES.length + other
          counts[place] = (counts[place] ?? 0) + 1
        }
    }
    return SPLIT_NAMES.flatMap((from, i) =>
      SPLIT_NAMES.map((other, k) => ({ of, from, other, rows: counts[i * SPLIT_NAMES.length + k] ?? 0 })),
    ).filter(({ from, other }) => from !== other)
  }
}

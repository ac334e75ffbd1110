import type { Pace } from '../../shared/pace.ts'
import type { Marks } from './columns.ts'
import { createRowTable } from './hash-table.ts'
import {
  type Key,
  NO_SOURCE,
  NO_SOURCE_LETTERS,
  NO_TARGET,
  NO_TARGET_LETTERS,
  type ReadKeys,
  pairKeys,
  sourceKeys,
  sourceLetterKeys,
  targetKeys,
  targetLetterKeys,
} from './keys.ts'
import { flagOf } from './registry.ts'

/** Rows between two breaths. */
export const STRIDE = 4096

/** Marks exact duplicates, those of the same letters, and texts with several translations. */
export async function markRepeats(keys: ReadKeys, { flags, original }: Marks, pace: Pace): Promise<void> {
  const rows = flags.length
  const without = keys('without')
  await markSecond(pairKeys(sourceKeys(keys), targetKeys(keys)), flagOf('duplicate'), () => true)
  const isCompared = (row: number) =>
    ((without[row] ?? 0) & (NO_SOURCE_LETTERS | NO_TARGET_LETTERS)) === 0 && original[row] === -1
  await markSecond(pairKeys(sourceLetterKeys(keys), targetLetterKeys(keys)), flagOf('duplicate-letters'), isCompared)
  const [source, target] = [sourceKeys(keys), targetKeys(keys)]
  await markSeveral(source, target, NO_SOURCE, flagOf('same-source'))
  await markSeveral(target, source, NO_TARGET, flagOf('same-target'))

  /** Marks every row whose key an earlier one has. */
  async function markSecond([keys0, keys1]: Key, flag: number, counts: (row: number) => boolean): Promise<void> {
    const table = createRowTable(rows, keys0, keys1)
    for (let row = 0; row < rows; row++) {
      if (row % STRIDE === 0) await pace.breathe()
      const first = counts(row) ? table.first(row) : row
      if (first === row) continue
      flags[row] = ((flags[row] ?? 0) | flag) >>> 0
      if (original[row] === -1) original[row] = first
    }
  }

  /** Marks all rows of a text that stands beside several. */
  async function markSeveral(
    [text0, text1]: Key,
    [beside0, beside1]: Key,
    lacking: number,
    flag: number,
  ): Promise<void> {
    const table = createRowTable(rows, text0, text1)
    const firsts = new Int32Array(rows)
    const hasSeveral = new Uint8Array(rows)
    for (let row = 0; row < rows; row++) {
      if (row % STRIDE === 0) await pace.breathe()
      if ((without[row] ?? 0) & lacking) {
        firsts[row] = -1
        continue
      }
      const first = (firsts[row] = table.first(row))
      if (beside0[first] !== beside0[row] || beside1[first] !== beside1[row]) hasSeveral[first] = 1
    }
    for (let row = 0; row < rows; row++)
      if (hasSeveral[firsts[row] ?? -1] === 1) flags[row] = ((flags[row] ?? 0) | flag) >>> 0
  }
}

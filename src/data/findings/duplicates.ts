import type { Pace } from '../pace.ts'
import type { FindingColumns } from './columns.ts'
import { createRowTable } from './hash-table.ts'
import { type KeyColumns, NO_SOURCE, NO_SOURCE_LETTERS, NO_TARGET, NO_TARGET_LETTERS, pairKeys } from './keys.ts'
import { flagOf } from './registry.ts'

/** Rows between two breaths. */
export const STRIDE = 4096

/** Marks exact duplicates, those of the same letters, and texts with several translations. */
export async function markRepeats(rows: number, keys: KeyColumns, columns: FindingColumns, pace: Pace): Promise<void> {
  const { flags, original } = columns
  const exact = pairKeys(rows, [keys.source0, keys.source1], [keys.target0, keys.target1])
  await markSecond(rows, exact, flagOf('duplicate'), () => true)
  const letters = pairKeys(rows, [keys.sourceLetters0, keys.sourceLetters1], [keys.targetLetters0, keys.targetLetters1])
  const isCompared = (row: number) =>
    ((keys.without[row] ?? 0) & (NO_SOURCE_LETTERS | NO_TARGET_LETTERS)) === 0 && original[row] === -1
  await markSecond(rows, letters, flagOf('duplicate-letters'), isCompared)
  await markSeveral([keys.source0, keys.source1], [keys.target0, keys.target1], NO_SOURCE, flagOf('same-source'))
  await markSeveral([keys.target0, keys.target1], [keys.source0, keys.source1], NO_TARGET, flagOf('same-target'))

  /** Marks every row whose key an earlier one has. */
  async function markSecond(
    most: number,
    [keys0, keys1]: readonly [Int32Array, Int32Array],
    flag: number,
    counts: (row: number) => boolean,
  ): Promise<void> {
    const table = createRowTable(most, keys0, keys1)
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
    [text0, text1]: readonly [Int32Array, Int32Array],
    [beside0, beside1]: readonly [Int32Array, Int32Array],
    without: number,
    flag: number,
  ): Promise<void> {
    const table = createRowTable(rows, text0, text1)
    const firsts = new Int32Array(rows)
    const hasSeveral = new Uint8Array(rows)
    for (let row = 0; row < rows; row++) {
      if (row % STRIDE === 0) await pace.breathe()
      if ((keys.without[row] ?? 0) & without) {
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

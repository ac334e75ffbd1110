import type { Pace } from '../../shared/pace.ts'
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

/** Marks the rows whose source, target or both another split has too, by their letters. @throws aborted, by `pace` */
export async function markLeaks(keys: ReadKeys, flags: Uint32Array, splits: Uint8Array, pace: Pace): Promise<void> {
  const rows = flags.length
  if (splits.subarray(0, rows).every((split) => split === splits[0])) return
  const without = keys('without')
  const [source, target] = [sourceLetterKeys(keys), targetLetterKeys(keys)]
  await markLeak('source', source, NO_SOURCE_LETTERS)
  await markLeak('target', target, NO_TARGET_LETTERS)
  await markLeak('pair', pairKeys(source, target), NO_SOURCE_LETTERS | NO_TARGET_LETTERS)

  async function markLeak(of: 'source' | 'target' | 'pair', [keys0, keys1]: Key, lacking: number): Promise<void> {
    const flag = flagOf(`leak-${of}`)
    const table = createRowTable(rows, keys0, keys1)
    const firsts = new Int32Array(rows)
    const holds = new Uint8Array(rows) // of a first row: a bit for each split that has its key
    for (let row = 0; row < rows; row++) {
      if (row % STRIDE === 0) await pace.breathe()
      const first = (firsts[row] = (without[row] ?? 0) & lacking ? -1 : table.first(row))
      if (first !== -1) holds[first] = (holds[first] ?? 0) | (1 << (splits[row] ?? 0))
    }
    for (let row = 0; row < rows; row++) {
      const others = (holds[firsts[row] ?? -1] ?? 0) & ~(1 << (splits[row] ?? 0))
      if (others !== 0) flags[row] = ((flags[row] ?? 0) | flag) >>> 0
    }
  }
}

import fs from 'node:fs'
import { join } from 'node:path'
import { type Growing, createGrowing } from './growing.ts'
import { writeAll } from './write-all.ts'
import type { WordTable } from './word-table.ts'

const BLOCK = 1 << 20

/** The words of all pairs by their numbers, kept in a file until it is known which of them are rare. */
export interface WordLog {
  add(word: number): void
  /**
   * How many words of each side training holds nowhere else: none at all for a held-out pair, once for a training pair,
   * which is itself. Ends the log.
   */
  countRare(columns: WordColumns, words: WordTable): Record<'source.rare' | 'target.rare', Growing>
  close(): void
}

interface WordColumns {
  readonly 'source.words': Growing
  readonly 'target.words': Growing
  readonly split: Growing
}

export function createWordLog(folder: string): WordLog {
  const path = join(folder, 'words')
  const file = fs.openSync(path, 'wx+')
  const block = new Uint32Array(BLOCK)
  const bytes = new Uint8Array(block.buffer)
  let used = 0
  let open = true
  const flush = (): void => {
    writeAll(file, bytes.subarray(0, used * 4))
    used = 0
  }
  const close = (): void => {
    if (open) fs.closeSync(file)
    open = false
  }
  return {
    add(word) {
      block[used++] = word
      if (used === BLOCK) flush()
    },
    countRare(columns, words) {
      flush()
      const rare = [createGrowing('uint32'), createGrowing('uint32')] as const
      const lengths = [columns['source.words'], columns['target.words']] as const
      let [at, held, from] = [0, 0, 0]
      for (let row = 0; row < columns.split.length; row++) {
        const most = columns.split.at(row) === 0 ? 1 : 0
        for (const side of [0, 1] as const) {
          let count = 0
          for (let left = lengths[side].at(row); left > 0; left--) {
            if (at === held) {
              held = fs.readSync(file, bytes, 0, bytes.length, from) / 4
              from += held * 4
              at = 0
            }
            if (words.countOf(block[at++] ?? 0, side * 2) <= most) count++
          }
          rare[side].push(count)
        }
      }
      close()
      fs.rmSync(path)
      return { 'source.rare': rare[0], 'target.rare': rare[1] }
    },
    close,
  }
}

import fs from 'node:fs'
import { join } from 'node:path'
import { type Growing, createGrowing } from './growing.ts'
import type { Scanned } from './scan-text.ts'
import { writeAll } from './write-all.ts'
import type { WordTable } from './word-table.ts'

const BLOCK = 1 << 20

/** The words of all pairs by their numbers, kept in a file until it is known which of them are rare. */
export interface WordLog {
  add(scanned: Scanned): void
  /**
   * How many words of each side no other training pair holds on that side: of a training pair those that training has
   * no more often than the pair itself. Ends the log.
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
    add({ words, numbers }) {
      for (let i = 0; i < words; i++) {
        block[used++] = numbers[i] ?? 0
        if (used === BLOCK) flush()
      }
    },
    countRare(columns, words) {
      flush()
      const rare = [createGrowing('uint32'), createGrowing('uint32')] as const
      const lengths = [columns['source.words'], columns['target.words']] as const
      let [at, held, from] = [0, 0, 0]
      const own = new Uint32Array(words.size) // how often this side of this pair has a word
      const next = (): number => {
        if (at === held) {
          held = fs.readSync(file, bytes, 0, bytes.length, from) / 4
          from += held * 4
          at = 0
        }
        return block[at++] ?? 0
      }
      for (let row = 0; row < columns.split.length; row++) {
        const isTrained = columns.split.at(row) === 0 ? 1 : 0
        for (const which of [0, 1] as const) {
          const length = lengths[which].at(row)
          const few: number[] = []
          for (let i = 0; i < length; i++) {
            const word = next()
            if (words.countOf(word, which * 2) > length) continue // the others have it, however often it stands here
            few.push(word)
            own[word] = (own[word] ?? 0) + isTrained
          }
          let count = 0
          for (const word of few) if (words.countOf(word, which * 2) <= (own[word] ?? 0)) count++
          for (const word of few) own[word] = 0
          rare[which].push(count)
        }
      }
      close()
      fs.rmSync(path)
      return { 'source.rare': rare[0], 'target.rare': rare[1] }
    },
    close,
  }
}

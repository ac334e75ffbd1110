import { wordsOf } from '../shared/white-space.ts'

/** Words that name columns. A pair of two of them is hardly ever one to learn from. */
const COLUMN_NAMES = new Set(
  wordsOf(`id index nr number source target src tgt trg input output text translation sentence reference question answer
    word words grapheme graphemes phoneme phonemes pronunciation en de fr english german french`),
)

export function namesColumn(cell: string): boolean {
  return COLUMN_NAMES.has(cell.toLowerCase())
}

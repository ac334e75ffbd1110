import type { ReadingOf } from '../../../shared/datasets/reading.ts'
import { badData } from '../problems.ts'
import { guessOfRows } from './jsonl.ts'
import type { Guess, Head } from './head.ts'

/** The columns of a Parquet file, by its first rows. @throws bad-data where it is damaged or has no two columns with text */
export async function guessParquet(head: Head): Promise<Guess | null> {
  if (head.bytes.subarray(0, 4).toString('latin1') !== 'PAR1') return null
  const { firstRows } = await import('../parquet.ts')
  const { rows, columns } = await firstRows(head.file.path, 50)
  const guess = guessOfRows(
    rows,
    (sides) =>
      ({
        format: 'parquet',
        sourceColumn: sides.source,
        targetColumn: sides.target,
        splitColumn: sides.split,
      }) satisfies ReadingOf<'parquet'>,
    { source: 'sourceColumn', target: 'targetColumn', split: 'splitColumn' },
  )
  if (guess) return guess
  throw badData(head.name, `${head.name} has no two columns with text`, {
    hint: columns.length > 0 ? `Its columns are ${columns.join(', ')}.` : 'It has no rows.',
  })
}

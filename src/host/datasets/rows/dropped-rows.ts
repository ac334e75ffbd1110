import fs from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DROPPED_FILE } from '../../../data/import/derive-pairs.ts'
import { readLinesAsTheyCome } from '../../../data/readers/text.ts'
import { type DroppedPage, type DroppedRow, OUTSIDE_QUERY } from '../../../shared/datasets/fixing.ts'
import { SPLIT_NAMES } from '../../../shared/datasets/splits.ts'

const droppedRowSchema = z.object({
  row: z.int().min(0),
  source: z.string(),
  target: z.string(),
  split: z.enum(SPLIT_NAMES),
  // Lists of older versions have no reason where the query left a row out.
  reasons: z.array(z.string()).transform((reasons) => (reasons.length > 0 ? reasons : [OUTSIDE_QUERY])),
})

/** Some of the rows that a derived dataset left out of its parent; none of one that was not derived. */
export async function readDropped(folder: string, offset: number, count: number): Promise<DroppedPage> {
  const path = join(folder, DROPPED_FILE)
  const rows: DroppedRow[] = []
  let found = 0
  if (!fs.existsSync(path)) return { found, rows }
  // JSON writes the line feeds of texts as escapes, but not U+2028, at which readline would cut a row.
  for await (const lines of readLinesAsTheyCome(path, { mayBeEmpty: true })) {
    for (const line of lines) {
      if (found >= offset && rows.length < count) rows.push(droppedRowSchema.parse(JSON.parse(line)))
      found++
    }
  }
  return { found, rows }
}

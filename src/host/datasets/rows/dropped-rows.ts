import fs from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { DROPPED_FILE } from '../../../data/import/derive-pairs.ts'
import type { DroppedPage, DroppedRow } from '../../../shared/datasets/fixing.ts'
import { SPLIT_NAMES } from '../../../shared/datasets/splits.ts'

const droppedRowSchema = z.object({
  row: z.int().min(0),
  source: z.string(),
  target: z.string(),
  split: z.enum(SPLIT_NAMES),
  reasons: z.array(z.string()),
})

/** Some of the rows that a derived dataset left out of its parent; none of one that was not derived. */
export async function readDropped(folder: string, offset: number, count: number): Promise<DroppedPage> {
  const path = join(folder, DROPPED_FILE)
  const rows: DroppedRow[] = []
  let found = 0
  if (!fs.existsSync(path)) return { found, rows }
  // JSON writes line breaks of texts as escapes; U+2028 is no line break to readline.
  for await (const line of createInterface({ input: fs.createReadStream(path), crlfDelay: Infinity })) {
    if (found >= offset && rows.length < count) rows.push(droppedRowSchema.parse(JSON.parse(line)))
    found++
  }
  return { found, rows }
}

import type { RunId } from '../../shared/contract/runs.ts'
import { findCheckpoint, putCheckpoints } from './checkpoints.ts'
import type { Database } from './database.ts'

/**
 * Where a run goes on from its best checkpoint, forgets what it stored after that one, the last checkpoint too: what does
 * not lie on the way that it goes now is told nowhere, and every clock ascends. Call it in a transaction, once it goes on.
 * Returns the step it went back to, null where nothing was forgotten.
 */
export function goBackToBest(database: Database, run: RunId): number | null {
  const best = findCheckpoint(database, run, 'best')
  const last = findCheckpoint(database, run, 'last')
  if (!best || (last && best.step >= last.step)) return null
  for (const table of ['metric', 'evaluation', 'snapshot', 'output', 'kept_checkpoint'])
    database.prepare(`DELETE FROM ${table} WHERE run = ? AND step > ?`).run(run, best.step)
  // What is left of the rows in such a part is read row by row until it is made anew.
  database.prepare('DELETE FROM curve_part WHERE run = ? AND last > ?').run(run, best.step)
  putCheckpoints(database, run, [{ ...best, kind: 'last' }])
  return best.step
}

import { z } from 'zod'
import type { ResumeRequest } from '../../shared/contract/run-service.ts'
import { type RunId, runIdSchema } from '../../shared/contract/values.ts'
import type { Database } from '../storage/database.ts'
import { readPreference, writePreference } from '../storage/preferences.ts'

/** How an ended run is to go on. */
export type ResumeWishes = Omit<ResumeRequest, 'run'>

/** What was asked of runs that wait, kept in the history: they may wait longer than a host lives. */
export interface StoredWishes {
  of(run: RunId): ResumeWishes
  put(run: RunId, wishes: ResumeWishes): void
}

const NAME = 'resume wishes'
const schema = z.record(
  runIdSchema,
  z.object({ checkpoint: z.enum(['best', 'last']).optional(), engineChange: z.boolean().optional() }),
)

/** @param waiting what was asked of other runs is forgotten */
export function createStoredWishes(database: Database, waiting: readonly RunId[]): StoredWishes {
  const stored = readPreference(database, NAME, schema) ?? {}
  let wishes = new Map(waiting.flatMap((run) => (stored[run] ? [[run, stored[run]] as const] : [])))
  return {
    of: (run) => wishes.get(run) ?? {},
    put(run, { checkpoint, engineChange }) {
      const none = checkpoint === undefined && engineChange === undefined
      if (none && !wishes.has(run)) return
      const next = new Map(wishes)
      if (none) next.delete(run)
      else next.set(run, { checkpoint, engineChange })
      writePreference(database, NAME, Object.fromEntries(next))
      wishes = next
    },
  }
}

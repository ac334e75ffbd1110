import os from 'node:os'
import { z } from 'zod'
import { atOnceSchema } from '../../shared/contract/queue.ts'
import type { Database } from '../storage/database.ts'
import { readPreference, writePreference } from '../storage/preferences.ts'

/** How the queue works, as the user chose it. */
export interface QueueSettings {
  /** How many runs train at a time. */
  readonly atOnce: number
  /** Nothing new starts. */
  readonly held: boolean
  /** Stores what is given; what is left out stays. */
  set(change: { readonly atOnce?: number | undefined; readonly held?: boolean | undefined }): void
}

const NAME = 'queue'
const schema = z.object({ atOnce: atOnceSchema.optional(), held: z.boolean().optional() })

/** Until somebody chooses otherwise: two, where there are two cores. docs/queue.md has what was measured. */
const USUAL_AT_ONCE = Math.min(2, os.availableParallelism())

/** @param given how many runs train at a time until somebody chooses otherwise, instead of what is stored */
export function createQueueSettings(database: Database, given?: number): QueueSettings {
  let stored = readPreference(database, NAME, schema) ?? {}
  let override = given
  return {
    get atOnce() {
      return override ?? stored.atOnce ?? USUAL_AT_ONCE
    },
    get held() {
      return stored.held ?? false
    },
    set({ atOnce, held }) {
      const next = { atOnce: atOnce ?? stored.atOnce, held: held ?? stored.held }
      writePreference(database, NAME, next)
      if (atOnce !== undefined) override = undefined
      stored = next
    },
  }
}

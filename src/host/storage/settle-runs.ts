import type { RunId } from '../../shared/contract/runs.ts'
import { isActive } from '../../shared/run-state.ts'
import type { Database } from './database.ts'
import { getStoredRun, listRuns, moveRun } from './runs.ts'

/** Why a run waits that was paused when its host ended. */
export const WAS_PAUSED = 'was paused when Saccade ended: waits before all others'

/**
 * What a host that died left behind becomes `interrupted`; what was paused waits, before all others, where the queue is held. Returns
 * those runs.
 */
export function settleRuns(database: Database, { held, time }: { held: boolean; time: number }): RunId[] {
  const found = abandonedRuns(database)
  database.transaction(() => {
    for (const run of found) {
      // Each before all others, so the last one first, as they are listed.
      if (held && getStoredRun(database, run).state === 'paused')
        moveRun(database, run, 'queued', { reason: WAS_PAUSED, time })
      else moveRun(database, run, 'interrupted', { reason: 'the app ended while it ran', time })
    }
  })()
  return found
}

/** Runs that a worker should belong to. */
export function abandonedRuns(database: Database): RunId[] {
  return listRuns(database)
    .filter((row) => isActive(row.state))
    .map((row) => row.id)
}

import type { RunId } from '../../shared/contract/runs.ts'
import type { Queue } from '../runs/queue.ts'
import type { RunStore } from '../runs/run-store.ts'
import { getRun } from '../storage/runs.ts'
import { putFirstOfSweep } from '../storage/sweeps.ts'

/**
 * Where the runs of sweeps train. Sweeps say what is to happen and nothing of how: the queue of this host is one place, a
 * cluster would be another beside it.
 */
export interface SweepPlace {
  /** These runs wait and may start from now on. */
  admit(runs: readonly RunId[]): void
  /** Ends a run that trains at its next step, with a checkpoint from which it can go on. */
  stop(run: RunId, reason: string): void
  /** Lets a run that trains hold still. Resolves when it does, or has ended instead. */
  pause(run: RunId): Promise<void>
  /** Lets a run that has ended or is paused go on where it was, before the others of its sweep. */
  goOn(run: RunId, reason: string): void
  /** Whether something works on the run at the moment, be it that it only ends. */
  isAtWork(run: RunId): boolean
}

/** The queue of this host. */
export function createQueuePlace(store: RunStore, queue: Queue): SweepPlace {
  const { database } = store
  return {
    admit: (runs) => queue.admit(...runs),
    stop: (run, reason) => queue.active(run)?.stop(reason),
    async pause(run) {
      try {
        await queue.active(run)?.pause(false)
      } catch (error) {
        // It came to its end before it could hold still, which is as good.
        if (queue.active(run) && getRun(database, run).state === 'running') throw error
      }
    },
    goOn(run, reason) {
      const { sweep } = getRun(database, run)
      store.move(run, 'queued', reason, () => {
        if (sweep !== null) putFirstOfSweep(database, run, sweep)
      })
      queue.admit(run)
    },
    isAtWork: (run) => queue.active(run) !== undefined,
  }
}

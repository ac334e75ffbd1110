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
  /** Lets a run that was told to hold still, and does not yet, train on. */
  takeBackPause(run: RunId): void
  /** Lets runs that have ended or are paused go on where they were, before the others of their sweep, in this order. */
  goOn(runs: readonly GoingOn[]): void
  /** Whether something works on the run at the moment, be it that it only ends. */
  isAtWork(run: RunId): boolean
}

export interface GoingOn {
  readonly run: RunId
  readonly reason: string
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
        if (queue.active(run) && ['starting', 'running'].includes(getRun(database, run).state)) throw error
      }
    },
    takeBackPause: (run) => queue.active(run)?.takeBackPause(),
    goOn(runs) {
      // Each goes before all others of its sweep, so the last one first.
      for (const { run, reason } of runs.toReversed()) {
        const { sweep } = getRun(database, run)
        store.move(run, 'queued', reason, () => {
          if (sweep !== null) putFirstOfSweep(database, run, sweep)
        })
      }
      queue.admit(...runs.map(({ run }) => run))
    },
    isAtWork: (run) => queue.active(run) !== undefined,
  }
}

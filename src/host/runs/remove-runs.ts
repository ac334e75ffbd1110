import fs from 'node:fs'
import type { RunId } from '../../shared/contract/runs.ts'
import { toErrorData } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { type DataFolder, runFolder } from '../folder/data-folder.ts'
import type { Database } from '../storage/database.ts'
import { discardRuns, discardedRuns, isDiscarded } from '../storage/marks.ts'
import { deleteRuns } from '../storage/runs.ts'
import type { RunStore } from './run-store.ts'

/**
 * Deletes runs with everything stored of them, for good. What cannot be deleted is discarded: in no list, and tried again
 * when the host closes or starts.
 * @throws storage, the first fault
 */
export function removeRuns(store: RunStore, runs: readonly RunId[]): void {
  if (runs.length === 0) return
  explaining('the history', () => discardRuns(store.database, runs, store.now()))
  store.emit('removed', { runs })
  const faults = removeFiles(store.folder, runs)
  const gone = runs.filter((run) => !faults.has(run))
  explaining('the history', () => deleteRuns(store.database, gone))
  for (const [, fault] of faults) throw fault
}

/** Removes what was discarded and never restored, and knows what could not be deleted. */
export interface Purge {
  /** Those discarded before a time, in milliseconds since 1970; one run at a time between other work. */
  soon(before?: number): void
  /** All of them, now. */
  now(): void
  /** What could not be deleted the last time, and why, in words; each is tried again. */
  faults(): string[]
}

/**
 * Each run goes by itself: what is interrupted, or has no room on a full disk, has not been in vain.
 * @param tell hears of each run that could not be deleted, once
 */
export function createPurge(database: Database, folder: DataFolder, tell: (fault: string) => void): Purge {
  const faults = new Map<RunId, string>()
  let due: NodeJS.Immediate | undefined

  function remove(run: RunId): void {
    try {
      if (isDiscarded(database, run)) {
        // Files go first: a run whose files cannot be deleted stays known, so that they are tried again.
        for (const [, fault] of removeFiles(folder, [run])) throw fault
        explaining('the history', () => deleteRuns(database, [run]))
      }
      faults.delete(run) // or it was restored meanwhile
    } catch (error) {
      const fault = `The deleted run ${run} still takes room. ${toErrorData(error).message}`
      if (faults.get(run) !== fault) tell(fault)
      faults.set(run, fault)
    }
  }

  return {
    soon(before) {
      const runs = discardedRuns(database, before)
      const next = (): void => {
        const run = runs.pop()
        if (run === undefined) return
        remove(run)
        due = setImmediate(next)
      }
      due = setImmediate(next)
    },
    now() {
      clearImmediate(due)
      for (const run of discardedRuns(database)) remove(run)
    },
    faults: () => [...faults.values()],
  }
}

/** Deletes the folders of runs. Returns what went wrong, by the run. */
function removeFiles(folder: DataFolder, runs: readonly RunId[]): Map<RunId, unknown> {
  const faults = new Map<RunId, unknown>()
  for (const run of runs) {
    const path = runFolder(folder, run)
    try {
      explaining(`the run's folder ${path}`, () => fs.rmSync(path, { recursive: true, force: true }), {
        deed: 'deleted',
      })
    } catch (error) {
      faults.set(run, error)
    }
  }
  return faults
}

import fs from 'node:fs'
import type { RunId } from '../../shared/contract/runs.ts'
import { explained, explaining } from '../../shared/system-errors.ts'
import { type DataFolder, runFolder } from '../folder/data-folder.ts'
import type { Database } from '../storage/database.ts'
import { discardedRuns, isDiscarded } from '../storage/marks.ts'
import { deleteRuns } from '../storage/runs.ts'
import type { RunStore } from './run-store.ts'

/** Deletes runs with everything stored of them, for good. @throws storage where their files cannot be deleted */
export function removeRuns(store: RunStore, runs: readonly RunId[]): void {
  if (runs.length === 0) return
  explaining('the history', () => deleteRuns(store.database, runs))
  store.emit('removed', { runs })
  const faults = deleteFolders(store.folder, runs)
  if (faults.length > 0) throw faults[0]
}

/**
 * Removes what was discarded and never restored, each run by itself: what is interrupted, or has no room on a full disk,
 * has not been in vain. What cannot be deleted is in no list all the same, and is tried again the next time.
 */
export function removeDiscarded(database: Database, folder: DataFolder): void {
  for (const run of discardedRuns(database)) removeOne(database, folder, run)
}

/** The same, one run at a time between other work. Returns how to end it. */
export function removeDiscardedSoon(database: Database, folder: DataFolder): () => void {
  const runs = discardedRuns(database)
  let due = setImmediate(next)
  function next(): void {
    const run = runs.pop()
    if (run === undefined) return
    removeOne(database, folder, run)
    due = setImmediate(next)
  }
  return () => clearImmediate(due)
}

function removeOne(database: Database, folder: DataFolder, run: RunId): void {
  try {
    if (!isDiscarded(database, run)) return // restored meanwhile
    deleteRuns(database, [run])
  } catch {
    return
  }
  deleteFolders(folder, [run])
}

/** What went wrong. Rows go first: files without rows are only lost room, rows without files would be a broken run. */
function deleteFolders(folder: DataFolder, runs: readonly RunId[]): unknown[] {
  return runs.flatMap((run) => {
    const path = runFolder(folder, run)
    try {
      fs.rmSync(path, { recursive: true, force: true })
      return []
    } catch (error) {
      return [explained(error, `the run's folder ${path}`, { deed: 'deleted' })]
    }
  })
}

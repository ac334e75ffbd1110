import fs from 'node:fs'
import type { RunId } from '../../shared/contract/runs.ts'
import { explained, explaining } from '../../shared/system-errors.ts'
import { type DataFolder, runFolder } from '../folder/data-folder.ts'
import type { Database } from '../storage/database.ts'
import { discardedRuns } from '../storage/marks.ts'
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

/** Those that were discarded and never restored; files that cannot be deleted are left. */
export function removeDiscarded(database: Database, folder: DataFolder): void {
  const runs = discardedRuns(database)
  deleteRuns(database, runs)
  deleteFolders(folder, runs)
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

import type { RunId } from '../../shared/contract/runs.ts'
import { deleteOrphans } from './checkpoint-files.ts'
import { type DataFolder, checkpointFolder } from '../folder/data-folder.ts'
import { listCheckpoints } from '../storage/checkpoints.ts'
import type { Database } from '../storage/database.ts'
import { explaining } from '../../shared/system-errors.ts'
import { interruptAbandoned } from '../storage/runs.ts'

/** Sets right what a host that was killed left behind: its runs become `interrupted`, files without a row go. */
export function settleAbandoned(database: Database, folder: DataFolder): RunId[] {
  const runs = explaining('the history', () => interruptAbandoned(database, Date.now()))
  for (const run of runs) deleteOrphans(checkpointFolder(folder, run), listCheckpoints(database, run))
  return runs
}

import type { RunId } from '../../shared/contract/runs.ts'
import { deleteOrphans } from './checkpoint-files.ts'
import { type DataFolder, checkpointFolder } from '../folder/data-folder.ts'
import { listCheckpoints } from '../storage/checkpoints.ts'
import type { Database } from '../storage/database.ts'
import { explaining } from '../../shared/system-errors.ts'
import { settleRuns } from '../storage/settle-runs.ts'
import { createQueueSettings } from './queue-settings.ts'

/** Sets right what a host that was killed left behind: its runs become `interrupted`, or wait on, files without a row go. */
export function settleAbandoned(database: Database, folder: DataFolder): RunId[] {
  const { held } = createQueueSettings(database)
  const runs = explaining('the history', () => settleRuns(database, { held, time: Date.now() }))
  for (const run of runs) deleteOrphans(checkpointFolder(folder, run), listCheckpoints(database, run))
  return runs
}

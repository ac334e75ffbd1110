import fs from 'node:fs'
import type { HostApi } from '../shared/contract/host.ts'
import { settleAbandoned } from './runs/abandoned.ts'
import { SaccadeError } from '../shared/errors.ts'
import { type DataFolder, layOut } from './folder/data-folder.ts'
import { isUnlocked, lockFolder } from './folder/folder-lock.ts'
import { type Host, type HostOptions, assemble } from './host.ts'
import { type Database, openDatabase } from './storage/database.ts'
import { abandonedRuns } from './storage/runs.ts'

/** The calls that change nothing. */
export interface ReadingHost {
  readonly runs: Pick<
    HostApi['runs'],
    | 'list'
    | 'get'
    | 'metrics'
    | 'snapshots'
    | 'snapshot'
    | 'checkpoints'
    | 'translate'
    | 'scoreReferences'
    | 'compare'
    | 'exportPytorch'
    | 'log'
    | 'transitions'
  >
  readonly scores: Pick<HostApi['scores'], 'named'>
  close(): Promise<void>
}

/**
 * Looks at a data folder, also while another host works on it. A folder without a history is left as it is and
 * reads as an empty one.
 * @throws storage, newer-version
 */
export function openReadingHost(options: Pick<HostOptions, 'dataFolder' | 'launcher'>): ReadingHost {
  const folder = layOut(options.dataFolder)
  const host: Host = assemble(openForReading(folder), folder, { ...options, mode: 'command line', startQueued: false })
  return { runs: host.api.runs, scores: host.api.scores, close: () => host.close() }
}

function openForReading(folder: DataFolder): Database {
  if (!fs.existsSync(folder.database)) return openDatabase(':memory:')
  const database = openDatabase(folder.database, { readonly: true })
  if (abandonedRuns(database).length === 0 || !isUnlocked(folder.root)) return database
  database.close()
  settle(folder)
  return openDatabase(folder.database, { readonly: true })
}

/** Nobody works on these runs any more: say so in the history, instead of showing them as running. */
function settle(folder: DataFolder): void {
  try {
    const lock = lockFolder(folder.root, 'command line')
    try {
      const database = openDatabase(folder.database)
      try {
        settleAbandoned(database, folder)
      } finally {
        database.close()
      }
    } finally {
      lock.release()
    }
  } catch (error) {
    // A new host was quicker, or the disk takes no more: what is stored can be looked at all the same.
    if (!(error instanceof SaccadeError)) throw error
  }
}

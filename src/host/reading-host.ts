import type { HostApi } from '../shared/contract/host.ts'
import { settleAbandoned } from './runs/abandoned.ts'
import type { EventSource } from './events.ts'
import { SaccadeError } from '../shared/errors.ts'
import { type DataFolder, layOut } from './folder/data-folder.ts'
import { isUnlocked, lockFolder } from './folder/folder-lock.ts'
import { type Host, type HostOptions, assemble } from './host.ts'
import { type Database, emptyDatabase, openDatabase } from './storage/database.ts'
import { hasHistory } from './storage/inspect.ts'
import { isRunListWhole } from './storage/runs.ts'
import { abandonedRuns } from './storage/settle-runs.ts'

/** The calls that change nothing, and pruning, which can be asked what it would do. */
export interface ReadingHost {
  readonly runs: Pick<
    HostApi['runs'],
    | 'list'
    | 'get'
    | 'metrics'
    | 'values'
    | 'snapshots'
    | 'snapshot'
    | 'emergence'
    | 'checkpoints'
    | 'prune'
    | 'translate'
    | 'scoreReferences'
    | 'ask'
    | 'compare'
    | 'exportPytorch'
    | 'exportWeights'
    | 'log'
    | 'transitions'
  >
  /** What trains is known to its own host alone. */
  readonly queue: Pick<HostApi['queue'], 'get'>
  readonly sweeps: Pick<HostApi['sweeps'], 'list' | 'get' | 'estimate' | 'tasks'>
  readonly boards: Pick<HostApi['boards'], 'list' | 'get' | 'report' | 'stopReport'>
  readonly outputs: HostApi['outputs']
  readonly datasets: HostApi['datasets']
  readonly events: EventSource
  readonly scores: Pick<HostApi['scores'], 'named' | 'ofRun'>
  readonly bundles: Pick<HostApi['bundles'], 'export' | 'stop'>
  /** False where the history is damaged so that not every run can be listed. */
  isRunListWhole(): boolean
  close(): Promise<void>
}

/**
 * Looks at a data folder, also while another host works on it. A folder without a history is left as it is and
 * reads as an empty one.
 * @throws storage, newer-version
 */
export function openReadingHost(options: Pick<HostOptions, 'dataFolder' | 'launcher'>): ReadingHost {
  const folder = layOut(options.dataFolder)
  const database = openForReading(folder)
  const host: Host = assemble(database, folder, { ...options, mode: 'command line', startQueued: false })
  const { events } = host
  const { runs, queue, sweeps, boards, outputs, datasets, scores, bundles } = host.api
  const isWhole = () => isRunListWhole(database)
  return {
    ...{ runs, queue, sweeps, boards, outputs, datasets, scores, bundles, events },
    isRunListWhole: isWhole,
    close: () => host.close(),
  }
}

function openForReading(folder: DataFolder): Database {
  if (!hasHistory(folder.database)) return emptyDatabase()
  const database = openDatabase(folder.database, { readonly: true })
  if (abandonedRuns(database).length === 0) return database
  database.close()
  settle(folder)
  return openDatabase(folder.database, { readonly: true })
}

/** Nobody works on these runs any more: say so in the history, instead of showing them as running. */
function settle(folder: DataFolder): void {
  try {
    if (!isUnlocked(folder.root)) return
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
    // A new host was quicker, the folder can only be read, or is damaged: what is stored can be looked at all the same.
    if (!(error instanceof SaccadeError)) throw error
  }
}

import os from 'node:os'
import { type HostApi, hostContract } from '../shared/contract/host.ts'
import { toErrorData } from '../shared/errors.ts'
import type { OutputsSource } from '../shared/outputs/run-outputs.ts'
import { coresEach } from '../shared/threads.ts'
import { type Parsing, implement } from '../shared/rpc/contract.ts'
import type { RunWorkers } from './runs/active-run.ts'
import { settleAbandoned } from './runs/abandoned.ts'
import { type DataFolder, layOut, makeDataFolder } from './folder/data-folder.ts'
import { boardSummaries, createBoardService } from './boards/board-service.ts'
import { createBundles } from './bundles/bundle-service.ts'
import { createCluster } from './cluster/cluster.ts'
import { createRowErrors } from './comparison/row-errors.ts'
import { createComparisonService } from './comparison/comparison-service.ts'
import { explainedService } from './explained-service.ts'
import { createDatasetService } from './datasets/dataset-service.ts'
import { clearDroppedParts } from './datasets/dropped-parts.ts'
import { createDatasetStore } from './datasets/stored-datasets.ts'
import { createStoredDatasets } from './datasets/stored-service.ts'
import { createEmergenceService } from './emergence/emergence-service.ts'
import { createExampleService } from './example/open-example.ts'
import { createExportService } from './export/export-service.ts'
import { type EventSource, createEvents } from './events.ts'
import { type FolderLock, lockFolder } from './folder/folder-lock.ts'
import { listenAtSocket, placeOfSocket } from './folder/host-socket.ts'
import type { WorkerLauncher } from './workers/launcher.ts'
import type { HostMode } from './mode.ts'
import { createEvaluatedData } from './outputs/evaluated-data.ts'
import { createGoldOf } from './outputs/gold-alignment.ts'
import { createKeptOutputs } from './outputs/kept-outputs.ts'
import { createDatasetRows } from './outputs/dataset-rows.ts'
import { createOutputService } from './outputs/output-service.ts'
import { outputsSource } from './outputs/outputs-source.ts'
import { createScoreService } from './scores/own-scores.ts'
import { createKeptData } from './runs/kept-data.ts'
import { type QueueGate, createQueue } from './runs/queue.ts'
import { createQueueNews, createQueueService, queueState } from './runs/queue-service.ts'
import { createQueueSettings } from './runs/queue-settings.ts'
import { keepReserve } from './folder/reserve.ts'
import { type Purge, createPurge } from './runs/remove-runs.ts'
import { createReports } from './report/report-service.ts'
import { createRunService } from './runs/run-service.ts'
import { createRunStore } from './runs/run-store.ts'
import { type Database, openDatabase } from './storage/database.ts'
import type { Deadlines } from './workers/supervisor.ts'
import { serveHost } from './serve-host.ts'
import { createSystemService } from './system-service.ts'
import { createSweeps } from './sweeps/sweeps.ts'
import { createTranslationService } from './translation/translation-service.ts'
import { createTranslator } from './translation/translator.ts'

export interface HostOptions {
  /** Made where it does not exist; see `chooseDataFolder`. */
  readonly dataFolder: string
  readonly launcher: WorkerLauncher
  readonly mode: HostMode
  /** How many runs train at a time, until the user chooses otherwise; without it, as stored. */
  readonly concurrency?: number
  /** False leaves runs alone that wait from earlier: only those created or resumed here start. */
  readonly startQueued?: boolean
  readonly deadlines?: Partial<Deadlines>
  /**
   * When the application was started, in milliseconds since 1970: what was discarded since then can be restored, also
   * after a crash of an earlier host. Without it, what an earlier host left is deleted.
   */
  readonly since?: number
  /** Program and words by which Saccade's command line was started here, as other machines can start it too. */
  readonly program?: readonly string[]
  /** Hears, in words for people, how far it is where an older history is brought up to date. */
  readonly tell?: (what: string) => void
  /** Hears, in words for people, what went wrong besides and keeps nothing from going on. */
  readonly warn?: (what: string) => void
}

export interface Host {
  /** Every request is parsed, be it from a window or from this process. */
  readonly api: HostApi & Parsing
  readonly events: EventSource
  /** Whether another program of the user's talks to this host. */
  hasGuests(): boolean
  /** Resolves when the files of runs that were started here are kept as datasets, or it is told why not. */
  settled(): Promise<void>
  /** Lets running runs write a checkpoint (by force after the deadline, in ms), then lets go of the data folder. */
  close(deadline?: number): Promise<void>
}

const CLOSE_DEADLINE = 20_000

/**
 * The one owner of a data folder: services, queue and database. Runs that an earlier host left unfinished become
 * `interrupted`; those that waited go on waiting, and start when the queue does.
 * @throws locked, storage, newer-version
 */
export function createHost(options: HostOptions): Host {
  const folder = layOut(options.dataFolder)
  makeDataFolder(folder)
  const lock = lockFolder(folder.root, options.mode, placeOfSocket)
  try {
    const database = openDatabase(folder.database, { tell: options.tell })
    try {
      return open(database, folder, options, lock)
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function open(database: Database, folder: DataFolder, options: HostOptions, lock: FolderLock): Host {
  settleAbandoned(database, folder)
  const reserve = keepReserve(folder.root)
  const { warn = () => undefined } = options
  const purge = createPurge(database, folder, warn)
  purge.soon(options.since)
  const stored = createDatasetStore({ database, folder, emit: () => undefined, now: Date.now, warn })
  stored.settle(options.since)
  try {
    clearDroppedParts(folder.files)
  } catch (error) {
    warn(toErrorData(error).message)
  }
  const purgeAll = {
    faults: () => [...purge.faults(), ...stored.faults()],
    now() {
      purge.now()
      stored.purge()
    },
  }
  const host = assemble(database, folder, options, { freeReserve: reserve.free, purge: purgeAll })
  const socket = lock.socket === undefined ? null : listenAtSocket(lock.socket, (channel) => serveHost(channel, host))
  return {
    ...host,
    hasGuests: () => socket?.hasGuests ?? false,
    async close(deadline) {
      socket?.close()
      try {
        await host.close(deadline)
      } finally {
        lock.release()
      }
    },
  }
}

/** What only the owner of a data folder has. */
interface OwnerParts {
  freeReserve(): void
  readonly purge: Pick<Purge, 'now' | 'faults'>
}
const NO_OWNER: OwnerParts = { freeReserve: () => undefined, purge: { now: () => undefined, faults: () => [] } }

/** A host on a given database, without a lock. */
export function assemble(
  database: Database,
  folder: DataFolder,
  options: HostOptions,
  { freeReserve, purge }: OwnerParts = NO_OWNER,
): Host {
  const { launcher, mode, concurrency, startQueued = true, deadlines } = options
  const events = createEvents()
  const store = createRunStore({ database, folder, freeReserve, emit: events.emit, now: Date.now })
  const settings = createQueueSettings(database, concurrency)
  const cores = os.availableParallelism()
  const workers: RunWorkers = {
    launcher,
    deadlines,
    onPrepared: (run, prepared) => keptData.keep(run, prepared),
    get cores() {
      return coresEach(cores, settings.atOnce)
    },
  }
  const datasetParts = { database, folder, emit: events.emit, now: Date.now }
  const datasetStore = createDatasetStore(datasetParts)
  const datasets = createStoredDatasets(datasetStore, datasetParts)
  const keptData = createKeptData(store, datasets)
  const gate: QueueGate = { mayStart: (run) => sweeps.gate.mayStart(run), ended: (run) => sweeps.gate.ended(run) }
  const queue = createQueue(store, workers, settings, { everything: startQueued, gate })
  const sweeps = createSweeps({ store, queue, workers, settings, events })
  const queueParts = { store, queue, settings, cores }
  const news = createQueueNews(
    () => queueState(queueParts),
    (state) => events.emit('queue', state),
  )
  events.on('runs', news.changed)
  const translator = createTranslator(workers)
  const evaluatedData = createEvaluatedData(folder.datasets)
  const translation = createTranslationService(store, translator, createGoldOf(store, evaluatedData))
  const kept = createKeptOutputs(store, translator.decodePairs, evaluatedData)
  const datasetRows = createDatasetRows(database, datasets)
  const bundles = createBundles(store, {
    boards: () => events.emit('boards', { boards: boardSummaries(database) }),
    sweep: sweeps.announce,
  })
  const cluster = createCluster({
    ...{ store, bundles, queued: sweeps.handlers, announce: sweeps.announce },
    program: options.program ?? null,
  })
  let closing: Promise<void> | null = null

  async function shut(deadline: number): Promise<void> {
    sweeps.close()
    cluster.close()
    try {
      await Promise.all([
        queue.close('the app was closed while it ran', deadline),
        translator.close(),
        datasets.close(),
        bundles.close(),
        reports.close(),
      ])
      await keptData.settled()
      news.close()
      purge.now()
    } finally {
      database.close()
    }
  }

  const source = outputsSource(store, kept, datasetRows)
  const comparing = (from: OutputsSource) => createComparisonService(store, from)
  const runs = {
    ...createRunService(store, queue),
    ...translation,
    ...comparing(source),
    ...createEmergenceService(store),
    ...createExportService(store, translator),
    ...createExampleService(store),
  }

  const outputs = {
    ...createOutputService(store, kept, source),
    ...createRowErrors(store, kept, datasetRows),
  }

  const reports = createReports({ database, runs, outputs, source, comparing, now: Date.now }, events.emit)

  if (startQueued) {
    sweeps.takeUp()
    cluster.takeUp()
    queue.pump()
    datasets.indexAll()
  }
  return {
    events,
    hasGuests: () => false,
    api: implement(hostContract, {
      runs: explainedService(runs, folder.database),
      queue: explainedService(createQueueService(queueParts, news.changed), folder.database),
      sweeps: explainedService(cluster.handlers, folder.database),
      boards: explainedService({ ...createBoardService(store), ...reports.handlers }, folder.database),
      outputs: explainedService(outputs, folder.database),
      datasets: explainedService({ ...createDatasetService(folder), ...datasets.handlers }, folder.database),
      scores: explainedService(createScoreService(store), folder.database),
      bundles: explainedService(bundles.handlers, folder.database),
      system: createSystemService(folder, mode, workers, purge.faults),
    }),
    settled: keptData.settled,
    close: (deadline = CLOSE_DEADLINE) => (closing ??= shut(deadline)),
  }
}

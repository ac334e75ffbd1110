import { type Api, type Callable, method } from '../rpc/contract.ts'
import { type BoardSummary, boardService } from './boards.ts'
import { bundleService } from './bundles.ts'
import { datasetService } from './datasets.ts'
import { outputService } from './outputs.ts'
import { type QueueState, queueService } from './queue.ts'
import type { RunId, RunSummary } from './runs.ts'
import { runService } from './run-service.ts'
import { scoreService } from './scores.ts'
import { type SweepSummary, sweepService } from './sweeps.ts'
import type { DatasetProgress, StoredDataset } from '../datasets/stored.ts'
import type { EngineDescription, MetricValues, TrainerProgress } from './trainer.ts'
import type { TaskProgress } from './task.ts'

const systemService = {
  info: method().returns<SystemInfo>(),
  /** Starts a worker to look; the answer is kept. */
  engine: method().returns<EngineDescription>(),
}
export type SystemService = Callable<typeof systemService>

export interface SystemInfo {
  readonly version: string
  readonly dataFolder: string
  readonly mode: 'desktop' | 'served' | 'command line'
  readonly node: string
  readonly platform: string
  /** What keeps nothing from working and should be known all the same, in words. */
  readonly warnings: readonly string[]
}

/** Everything a window can ask of the host. */
export const hostContract = {
  runs: runService,
  queue: queueService,
  sweeps: sweepService,
  boards: boardService,
  outputs: outputService,
  datasets: datasetService,
  scores: scoreService,
  bundles: bundleService,
  system: systemService,
}
export type HostContract = typeof hostContract
export type HostApi = Api<HostContract>

/** Everything the host tells its windows. Events say what changed; big data is asked for. */
export interface HostEvents {
  /** Runs were created, or their summaries changed: all that one deed changed together. */
  runs: { readonly runs: readonly RunSummary[] }
  /** Deleted, be it with a way back. */
  removed: { readonly runs: readonly RunId[] }
  /** The queue stands otherwise than before: what trains, what waits, or how it works. */
  queue: QueueState
  /** These sweeps, or what became of their runs, have changed. */
  sweeps: { readonly sweeps: readonly SweepSummary[] }
  /** A sweep was forgotten. */
  sweepRemoved: { readonly sweep: string }
  /** The saved boards have changed. */
  boards: { readonly boards: readonly BoardSummary[] }
  /** The stored datasets have changed. */
  datasets: { readonly datasets: readonly StoredDataset[] }
  /** How far an import or other long work on datasets is. */
  datasetProgress: DatasetProgress
  /** How far an export or an import of a bundle is. */
  bundleProgress: TaskProgress
  /** How far a report is. */
  reportProgress: TaskProgress
  progress: { readonly run: RunId; readonly progress: TrainerProgress }
  /** New metric rows of a run, in step order. */
  metrics: { readonly run: RunId; readonly rows: readonly { readonly step: number; readonly metrics: MetricValues }[] }
  evaluation: { readonly run: RunId; readonly step: number; readonly metrics: MetricValues }
  snapshot: { readonly run: RunId; readonly step: number }
  /** A stored checkpoint decodes validation pairs: so many of them are done. */
  decoding: { readonly run: RunId; readonly done: number; readonly pairs: number }
  /** A run goes on from this step, though it had gone further: nothing that was stored of it beyond is true any more. */
  wentBack: { readonly run: RunId; readonly step: number }
  log: { readonly run: RunId; readonly level: 'info' | 'warning' | 'error'; readonly text: string }
}

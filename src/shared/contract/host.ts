import type { DatasetService } from './datasets.ts'
import type { RunId, RunSummary } from './runs.ts'
import type { RunService } from './run-service.ts'
import type { ScoreService } from './scores.ts'
import type { EngineDescription, MetricValues, TrainerProgress } from './trainer.ts'

export interface SystemService {
  info(): Promise<SystemInfo>
  /** Starts a worker to look; the answer is kept. */
  engine(): Promise<EngineDescription>
}

export interface SystemInfo {
  readonly version: string
  readonly dataFolder: string
  readonly mode: 'desktop' | 'served' | 'command line'
  readonly node: string
  readonly platform: string
}

/** Everything a window can ask of the host. */
export interface HostApi {
  runs: RunService
  datasets: DatasetService
  scores: ScoreService
  system: SystemService
}

/** Everything the host tells its windows. Events say what changed; big data is asked for. */
export interface HostEvents {
  /** A run was created or its summary changed. */
  run: RunSummary
  removed: { readonly runs: readonly RunId[] }
  progress: { readonly run: RunId; readonly progress: TrainerProgress }
  /** New metric rows of a run, in step order. */
  metrics: { readonly run: RunId; readonly rows: readonly { readonly step: number; readonly metrics: MetricValues }[] }
  evaluation: { readonly run: RunId; readonly step: number; readonly metrics: MetricValues }
  snapshot: { readonly run: RunId; readonly step: number }
  log: { readonly run: RunId; readonly level: 'info' | 'warning' | 'error'; readonly text: string }
}

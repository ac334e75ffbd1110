import type { Configuration } from '../config/configuration.ts'
import type { JsonObject } from '../config/assign.ts'
import type { MetricName } from '../metrics.ts'
import type { RunState } from '../run-state.ts'
import type { AttentionMap, WatchedSentence } from './attention.ts'
import type { Comparison, ComparisonRequest } from './comparison.ts'
import type { DecodingMethod } from './decoding.ts'
import type { MetricValues, PreparedInfo, TrainerProgress, Translation } from './trainer.ts'

/** Short lower-case identifier, unique in the data folder, such as `r7k2m9`. */
export type RunId = string

export interface RunService {
  /** Newest first. */
  list(): Promise<RunSummary[]>
  /** @throws not-found */
  get(request: { run: RunId }): Promise<RunDetail>
  /** Checks every configuration before any is stored, then queues them in order. @throws bad-configuration */
  create(request: { configurations: JsonObject[] }): Promise<{ runs: RunId[] }>
  pause(request: { run: RunId }): Promise<void>
  /** Lets a paused run go on, or queues an ended one to go on from its last checkpoint. @throws wrong-state */
  resume(request: { run: RunId }): Promise<void>
  stop(request: { run: RunId }): Promise<void>
  rename(request: { run: RunId; name: string }): Promise<void>
  /** Deletes ended runs with everything stored of them. @throws wrong-state */
  remove(request: { runs: RunId[] }): Promise<void>
  /** Curves, thinned to about `points` points each by minimum and maximum of step buckets; 0 keeps all. */
  metrics(request: MetricsRequest): Promise<MetricSeries[]>
  /** Steps at which attention was kept, ascending, and the sentences. */
  snapshots(request: { run: RunId }): Promise<SnapshotIndex>
  /** What was kept of one sentence at the latest kept step that is not after `step`. @throws not-found */
  snapshot(request: { run: RunId; step: number; sentence: number }): Promise<Snapshot>
  checkpoints(request: { run: RunId }): Promise<CheckpointInfo[]>
  /**
   * Decodes lines with a stored checkpoint in a worker of its own. Without lines it only tells whether it could.
   * @throws not-found, bad-usage, storage
   */
  translate(request: RunTranslateRequest): Promise<Translation[]>
  /**
   * Scores runs on the validation pairs they have in common and says how sure the differences are. Decodes with stored
   * checkpoints; what was decoded is kept for a while. @throws not-found, bad-usage where the runs have no common pairs
   */
  compare(request: ComparisonRequest): Promise<Comparison>
  /** The model of a stored checkpoint as a PyTorch package, its files in memory. @throws not-found, bad-configuration */
  exportPytorch(request: { run: RunId; checkpoint: CheckpointName }): Promise<{ files: PackageFile[] }>
  /**
   * The way back: weights trained in PyTorch become a finished run, named as the package's run where no name is given.
   * Files that are no part of a package are not looked at.
   * @throws bad-data with every tensor that does not fit, bad-configuration; then nothing was stored
   */
  importPytorch(request: { files: PackageFile[]; name?: string }): Promise<{ run: RunId }>
  log(request: { run: RunId }): Promise<LogLine[]>
  transitions(request: { run: RunId }): Promise<Transition[]>
}

export type CheckpointName = 'best' | 'last' | number

/** A file of a package: its name without folders. */
export interface PackageFile {
  readonly name: string
  readonly content: Uint8Array
}

export interface RunSummary {
  readonly run: RunId
  readonly name: string
  readonly preset: string
  /** A short name of the data, such as `reverse 3–10` or `pairs.tsv`. */
  readonly dataName: string
  readonly seed: number
  readonly state: RunState
  /** Why it is in this state, where there is something to say. */
  readonly reason: string
  readonly created: number // milliseconds since 1970
  readonly updated: number
  readonly step: number
  readonly steps: number
  readonly parameters: number | null
  /** Latest value of each metric. */
  readonly latest: MetricValues
  readonly best: { readonly metric: MetricName; readonly value: number; readonly step: number } | null
  readonly progress: TrainerProgress | null
  /** 1-based place in the queue, null when not queued. */
  readonly queuePosition: number | null
}

export interface RunDetail extends RunSummary {
  readonly configuration: Configuration
  readonly prepared: PreparedInfo | null
}

export interface MetricsRequest {
  runs: RunId[]
  /** Empty for all. */
  metrics: MetricName[]
  points: number
}

export interface MetricSeries {
  readonly run: RunId
  readonly metric: MetricName
  readonly steps: Float64Array
  readonly values: Float64Array // NaN and infinity kept
}

export interface SnapshotIndex {
  readonly steps: readonly number[]
  readonly sentences: readonly WatchedSentence[]
}

export interface Snapshot {
  readonly run: RunId
  readonly step: number
  readonly sentence: WatchedSentence
  /** The free-running decode as text. */
  readonly text: string
  readonly maps: readonly AttentionMap[]
}

export interface CheckpointInfo {
  readonly step: number
  readonly kind: 'last' | 'best'
  readonly bytes: number
}

export interface RunTranslateRequest {
  run: RunId
  checkpoint: CheckpointName
  lines: string[]
  targets?: string[]
  attention: boolean
  /** Without it, greedy. */
  decoding?: DecodingMethod
}

export interface LogLine {
  readonly time: number
  readonly level: 'info' | 'warning' | 'error'
  readonly text: string
}

export interface Transition {
  readonly time: number
  readonly from: RunState | null
  readonly to: RunState
  readonly reason: string
}

import type { Configuration } from '../config/configuration.ts'
import type { Settings } from '../config/settings.ts'
import type { MetricName } from '../metrics.ts'
import type { RunState } from '../run-state.ts'
import type { AttentionMap, WatchedSentence } from './attention.ts'
import type { DecodingMethod } from './decoding.ts'
import type { MetricValues, PreparedInfo, TrainerProgress } from './trainer.ts'

/** Short lower-case identifier, unique in the data folder, such as `r7k2m9`. */
export type RunId = string

export interface ResumeRequest {
  run: RunId
  /** Without it, the last one. */
  checkpoint?: 'best' | 'last'
  /** Go on with another engine where the one that the run began with cannot be had; without it such a run fails. */
  engineChange?: boolean
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
  /** The settings that differ from their defaults, and all of the data source; one that is missing has its default. */
  readonly settings: Settings
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
  /** The newest one; null before the first. */
  readonly lastEvaluation: Evaluated | null
}

/** An evaluation: what it measured, with the training metric that decides where one does. */
export interface Evaluated {
  readonly step: number
  readonly metrics: MetricValues
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

export interface RunScoreReferencesRequest {
  run: RunId
  checkpoint: CheckpointName
  lines: string[]
  /** One a line. */
  targets: string[]
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

import type { Configuration } from '../config/configuration.ts'
import type { Settings } from '../config/settings.ts'
import type { MetricName } from '../metrics.ts'
import type { RunMarks } from '../run-marks.ts'
import type { RunState } from '../run-state.ts'
import type { AttentionMap, WatchedSentence } from './attention.ts'
import type { MetricValues, PreparedInfo, TrainerProgress } from './trainer.ts'
import type { RunId } from './values.ts'

export type { CheckpointName, RunId } from './values.ts'

export interface RunSummary extends RunMarks {
  readonly run: RunId
  readonly name: string
  readonly preset: string
  /** A short name of the data, such as `reverse 3–10` or `pairs.tsv`. */
  readonly dataName: string
  readonly seed: number
  /** The settings that differ from their defaults, and all of the data source; one that is missing has its default. */
  readonly settings: Settings
  /** The digest of the pairs that it is trained on, as a dataset of them has it; left out for generated pairs and before the first start. */
  readonly dataDigest?: string
  /** SHA-256 of the code of its own score, which is a setting by its path alone; left out where it has none. */
  readonly scoreDigest?: string
  /** The sweep that it belongs to; left out where it belongs to none. */
  readonly sweep?: string
  readonly state: RunState
  /** Why it is in this state, where there is something to say. */
  readonly reason: string
  readonly created: number // milliseconds since 1970
  /** Ascending in the order of creation, also of runs made in the same millisecond. */
  readonly sequence: number
  readonly updated: number
  readonly step: number
  readonly steps: number
  readonly parameters: number | null
  /** What it is trained on, such as “TensorFlow on the CPU”; null before its first start. */
  readonly device: string | null
  /** Latest value of each metric. */
  readonly latest: MetricValues
  readonly best: { readonly metric: MetricName; readonly value: number; readonly step: number } | null
  readonly progress: TrainerProgress | null
  /** While it is paused: no queued run may start in its place. */
  readonly keepsPlace: boolean
  /** 1-based place in the queue, null when not queued. */
  readonly queuePosition: number | null
  /** Set where the history is damaged so that something of this run cannot be read. */
  readonly damaged?: true
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

export interface MetricSeries {
  readonly run: RunId
  readonly metric: MetricName
  readonly steps: Float64Array
  readonly values: Float64Array // NaN and infinity kept
}

/** Which of a metric's values is meant: the number is a step. */
export type ValuePlace = 'last' | 'best' | number

/** One value of each of several runs, in their order. */
export interface MetricColumn {
  readonly metric: MetricName
  readonly at: ValuePlace
  /** Where each value was logged; NaN where the run has none. */
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
  /** A `kept` one has the model alone: it can be asked, but a run cannot go on from it. */
  readonly kind: 'last' | 'best' | 'kept'
  readonly bytes: number
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

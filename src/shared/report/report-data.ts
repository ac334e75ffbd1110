import type { JsonObject } from '../config/assign.ts'
import type { AttentionMap, AttentionWindow } from '../contract/attention.ts'
import type { Comparison, CompleteComparisonRequest } from '../contract/comparison.ts'
import type { Emergence } from '../contract/emergence.ts'
import type { RunSummary, Snapshot, SnapshotIndex } from '../contract/runs.ts'
import type { RunId } from '../contract/values.ts'
import type { ErrorData } from '../errors.ts'
import { joinFloat16, splitFloat16 } from '../float16.ts'
import type { ReportedCurve } from './report-curves.ts'
import type { ReportOutputs } from './report-outputs.ts'

/** The element of a report's page that holds its data: gzipped MessagePack as base64, which no parser takes for markup. */
export const REPORT_ELEMENT = 'saccade-report'

/** The part of a history that a board shows. */
export interface ReportData {
  /** The version of Saccade that made it, and when, in milliseconds since 1970. */
  readonly version: string
  readonly made: number
  readonly board: JsonObject
  readonly runs: readonly RunSummary[]
  readonly curves: readonly ReportedCurve[]
  readonly evaluated: readonly {
    readonly run: RunId
    readonly steps: Float64Array
    /** In milliseconds since 1970. */
    readonly times: Float64Array
  }[]
  /** Of each run; null where nothing can be read. */
  readonly kept: readonly (SnapshotIndex | null)[]
  readonly snapshots: readonly PackedSnapshot[]
  readonly emergence: readonly {
    /** Of one sentence; null for all of them together. */
    readonly source: readonly string[] | null
    readonly of: Emergence
  }[]
  readonly outputs: ReportOutputs
  /**
   * What the panels of errors and significance show at first, or why there is no answer. The page works out what is chosen then,
   * unless it holds only some of the outputs: then all that can be chosen is here, against the baseline of the board.
   */
  readonly comparisons: readonly ({ readonly key: string } & (
    { readonly found: Comparison } | { readonly refused: ErrorData }
  ))[]
  /** Panels of the board that ask what is not in it, with what to do to see them. */
  readonly absent: readonly { readonly panel: string; readonly why: string }[]
  /** Sentences of the user's own that the board has, of which nothing is here: the models themselves are asked about them. */
  readonly ownSentences: number
  /** Whether some curves are here by some of their points. */
  readonly thinnedCurves: boolean
  /** What is not in it, in sentences. */
  readonly notes: readonly string[]
}

/** Names a question to runs that are compared. */
export function comparisonKey(request: CompleteComparisonRequest): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)))
}

type Packed<Of extends { readonly weights: Float32Array }> = Omit<Of, 'weights' | 'window'> & {
  /** float16, as the history has them. */
  readonly weights: Uint8Array
  readonly window?: { readonly centres: Uint8Array; readonly reach: number; readonly outside?: Uint8Array }
}

export interface PackedSnapshot extends Omit<Snapshot, 'sentence' | 'maps'> {
  /** Index among the watched sentences of the run. */
  readonly sentence: number
  readonly maps: readonly Packed<AttentionMap>[]
}

export function packSnapshot({ sentence, maps, ...rest }: Snapshot): PackedSnapshot {
  return { ...rest, sentence: sentence.index, maps: maps.map(packMap) }
}

export function unpackMap({ weights, window, ...rest }: PackedSnapshot['maps'][number]): AttentionMap {
  return { ...rest, weights: joinFloat16(weights), ...(window && { window: unpackWindow(window) }) }
}

function packMap({ weights, window, ...rest }: AttentionMap): PackedSnapshot['maps'][number] {
  return { ...rest, weights: splitFloat16(weights), ...(window && { window: packWindow(window) }) }
}

function packWindow({ centres, reach, outside }: AttentionWindow) {
  return { centres: splitFloat16(centres), reach, ...(outside && { outside: splitFloat16(outside) }) }
}

function unpackWindow({ centres, reach, outside }: NonNullable<PackedSnapshot['maps'][number]['window']>) {
  return { centres: joinFloat16(centres), reach, ...(outside && { outside: joinFloat16(outside) }) }
}

import { type InjectionKey, inject } from 'vue'
import type { RunId } from '../../shared/contract/runs.ts'
import { SLICINGS } from '../../shared/slices/registry.ts'
import type { Slicing } from '../../shared/slices/slicing.ts'

/** The board is shown from a file: that holds answers and no models, nothing trains there, and nothing is kept. */
export interface InReport {
  /** Why a panel cannot be shown, by its id, with what to do to see it. */
  readonly absent: ReadonlyMap<string, string>
  /** Whether it holds all outputs that its panels look at, so that anything can be compared anew. */
  readonly whole: boolean
  /** Of the outputs, how many pairs it holds where those are not all. */
  readonly held: { readonly pairs: number; readonly among: number } | null
  /** What was compared when it was made. */
  readonly baseline: RunId | null
  /** Sentences of the user's own that the board has and the report shows nothing of. */
  readonly ownSentences: number
  /** Whether curves are held by some of their points. */
  readonly thinnedCurves: boolean
}

export const inReportKey: InjectionKey<InReport> = Symbol('a board shown from a file')
/** Null in a window. */
export const useInReport = (): InReport | null => inject(inReportKey, null)

/** What pairs can be sliced by: a report holds no rows of datasets, but what was found of those that its board asked for. */
export function offeredSlicings(report: InReport | null, rows: string): readonly Slicing[] {
  return SLICINGS.filter(({ kind }) => !report || kind !== 'rows' || rows.trim() !== '')
}

/** What runs are compared with: the baseline of the board, or in a report that cannot compare anew the one of then. */
export function comparedBaseline(report: InReport | null, now: RunId | null): RunId | null {
  return report && !report.whole ? report.baseline : now
}

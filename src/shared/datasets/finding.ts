// What is told of a finding: a reason for which a pair of a dataset may be wrong.
import type { TextSpan } from './rows.ts'

/**
 * Which scores mark a pair: those under `below`, from `from` on, or over `above`. Where each side has a score, one side is
 * enough.
 */
export interface Limits {
  readonly below?: number
  readonly from?: number
  readonly above?: number
}

/** A score that is kept for every pair, so that another threshold marks others at once. */
export interface ScoreDescription {
  /** What is counted, such as `words` or `times`; empty for a number without a unit. */
  readonly unit: string
  /** Where a slider goes; scores may lie outside. */
  readonly range: readonly [least: number, most: number]
  readonly step: number
}

/** What can be done about the pairs that a finding marks. */
export type FixKind =
  | 'drop' // the pair goes
  | 'drop-repeats' // the first of those that are alike stays
  | 'drop-training' // goes from the training data, stays where it is used to measure
  | 'repair' // the text is changed

export interface FixDescription {
  readonly kind: FixKind
  /** In words, such as “Remove the control characters”. */
  readonly title: string
}

export interface FindingDescription {
  /** OpusFilter's name where the score is OpusFilter's, to the last digit. */
  readonly id: string
  /** Findings of one kind stand together under it. */
  readonly group: string
  readonly title: string
  readonly definition: string
  /** Whether one pair says it, or only all together. */
  readonly scope: 'pair' | 'dataset'
  readonly limits: Limits
  /** Null where there is nothing to slide: it is so or not. */
  readonly score: ScoreDescription | null
  readonly fix: FixDescription
}

/** The places of both texts that say why a finding marks the pair. */
export interface FindingSpans {
  readonly source: readonly TextSpan[]
  readonly target: readonly TextSpan[]
}

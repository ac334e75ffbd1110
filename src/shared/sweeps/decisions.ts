import type { RunState } from '../run-state.ts'

/** What a rule makes of a run at an evaluation: it is trained on, waits for others to come as far, or is done. */
export type Verdict = 'goes on' | 'waits' | 'stops'

/** A decision about a run of a sweep, written down with what was known when it was taken. */
export interface Decision {
  /** Of the run in its sweep. */
  readonly number: number
  /** From 0, of halving; of the median rule 0. */
  readonly rung: number
  /** Of the evaluation that was looked at. */
  readonly step: number
  /** There; NaN where it was not measured. */
  readonly value: number
  readonly verdict: Verdict
  /** How many runs had come as far, this one among them. */
  readonly among: number
}

/** The newest decision about each run. */
export function newestDecisions(decisions: readonly Decision[]): Map<number, Decision> {
  return new Map(decisions.map((decision) => [decision.number, decision]))
}

/** Whether a run has ended where it waits for others, for what its newest decision says. @param halted whether that is that it waits */
export const isAtRung = (state: RunState | null, halted: boolean): boolean =>
  halted && (state === 'stopped' || state === 'interrupted')

export type Better = 'higher' | 'lower'

/** Whether `a` is better than `b`; NaN is better than nothing. */
export function isBetter(a: number, b: number, better: Better): boolean {
  if (Number.isNaN(a)) return false
  if (Number.isNaN(b)) return true
  return better === 'higher' ? a > b : a < b
}

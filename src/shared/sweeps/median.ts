import { type Better, type Decision, isBetter } from './decisions.ts'

/** What a metric was at the evaluations of a run, by ascending steps. */
export type Evaluations = readonly { readonly step: number; readonly value: number }[]

/**
 * The median stopping rule (Golovin et al. 2017, “Google Vizier”, section 3.2.2): a run stops at an evaluation where its best
 * value so far is worse than the median of the means that the other runs had up to the same step, step 0 left out. Only runs that have come as
 * far count, and no run is stopped before `runs` of them have.
 */
export function judgeByMedian(
  { better, runs }: { readonly better: Better; readonly runs: number },
  { number, step, evaluations }: { readonly number: number; readonly step: number; readonly evaluations: Evaluations },
  others: readonly Evaluations[],
): Decision {
  const means = others.filter((one) => (one.at(-1)?.step ?? -1) >= step).map((one) => mean(upTo(one, step)))
  const known = means.filter((value) => !Number.isNaN(value))
  const value = bestOf(upTo(evaluations, step), better)
  const stops = known.length >= runs && isBetter(median(known), value, better)
  return { number, rung: 0, step, value, verdict: stops ? 'stops' : 'goes on', among: means.length + 1 }
}

function upTo(evaluations: Evaluations, step: number): number[] {
  // What an untrained model measures says nothing of the settings.
  return evaluations
    .filter((one) => one.step > 0 && one.step <= step && !Number.isNaN(one.value))
    .map(({ value }) => value)
}

function bestOf(values: readonly number[], better: Better): number {
  return values.reduce((best, value) => (isBetter(value, best, better) ? value : best), NaN)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]]
  return (low + high) / 2
}

import type { Pace } from '../shared/pace.ts'
import { randomStream } from '../shared/random.ts'
import { type SystemResult, type SystemStatistics, packedSystem, sumAt } from './bootstrap.ts'
import { type CorpusMetric, sumStatistics } from './corpus-metric.ts'
import { studentQuantile, studentTails } from './student.ts'

export interface HierarchicalOptions {
  readonly metric: Pick<CorpusMetric<never>, 'size' | 'score'>
  /** Groups of runs that differ in their seeds, all over the same sentences; the first is what the others are compared with. */
  readonly groups: readonly (readonly SystemStatistics[])[]
  readonly resamples: number
  readonly seed: number
  /** The places of the sentences that a resample takes, with repeats. */
  readonly places: (resample: number) => Int32Array
  readonly pace: Pace
}

/** As many as make no difference. */
const MANY = 1e6

/**
 * How sure the mean score of a group of seeds is, and its distance to another group's: both for other seeds and for other
 * sentences. Every resample draws sentences with replacement, the same ones for all runs since all are measured on them,
 * and within each group n − 1 of its n runs: seeds and sentences cross, so each is resampled by itself (Owen, “The pigeonhole
 * bootstrap”, Annals of Applied Statistics 1(2), 2007; for pairs within seeds, Davison and Hinkley, “Bootstrap methods and
 * their application”, 1997, §3.8). n − 1 draws make the variance between few runs right, where n would make it too small (Rao
 * and Wu, “Resampling inference with complex survey data”, 1988).
 *
 * So few runs make a resampled distribution too narrow at its ends, so the interval is value ± t · standard deviation of the
 * resamples, with Student's t at the degrees of freedom that the share of the runs in the variance leaves (Satterthwaite
 * 1946); p is the chance of so large a distance by that t. Of a group of one run only the sentences are resampled.
 */
export async function hierarchicalBootstrap(options: HierarchicalOptions): Promise<SystemResult[]> {
  const { metric, groups, resamples, seed, places, pace } = options
  const packed = groups.map((runs) => runs.map((rows) => packedSystem(rows, metric.size)))
  const whole = groups.map((runs) => runs.map((rows) => metric.score(sumStatistics(metric.size, rows))))
  const drawn = groups.map(() => new Float64Array(resamples))
  for (let resample = 0; resample < resamples; resample++) {
    const chosen = places(resample)
    const random = randomStream(seed, 'bootstrap/runs', resample)
    for (const [index, runs] of packed.entries()) {
      const taken = runs.length === 1 ? [0] : Array.from({ length: runs.length - 1 }, () => random.integer(runs.length))
      const scores = new Map<number, number>()
      for (const run of new Set(taken)) {
        scores.set(run, metric.score(sumAt(runs[run] ?? new Float64Array(0), metric.size, chosen)))
      }
      const row = drawn[index]
      if (row) row[resample] = mean(taken.map((run) => scores.get(run) ?? NaN))
    }
    await pace.breathe()
  }
  const values = whole.map(mean)
  const spreads = whole.map((scores): Spread => ({ variance: variance(scores) / scores.length, runs: scores.length }))
  const [baseline = new Float64Array(), base = NaN, baseSpread = NONE] = [drawn[0], values[0], spreads[0]]
  return drawn.map((scores, index) => {
    const [value = NaN, spread = NONE] = [values[index], spreads[index]]
    const score = interval(value, scores, [spread])
    if (index === 0) return { score, difference: null }
    const differences = scores.map((one, resample) => one - (baseline[resample] ?? NaN))
    return { score, difference: interval(value - base, differences, [spread, baseSpread]) }
  })
}

/** What the runs of a group add to the variance of its mean; nothing where there is one. */
interface Spread {
  readonly variance: number
  readonly runs: number
}
const NONE: Spread = { variance: 0, runs: 1 }

function interval(value: number, resampled: Float64Array, spreads: readonly Spread[]) {
  const total = variance([...resampled])
  const between = spreads.reduce((sum, one) => sum + (one.runs > 1 ? one.variance ** 2 / (one.runs - 1) : 0), 0)
  const freedom = between > 0 ? Math.min(MANY, Math.max(1, total ** 2 / between)) : MANY
  const deviation = Math.sqrt(total)
  const reach = deviation * studentQuantile(0.05, freedom)
  const p = deviation > 0 ? studentTails(value / deviation, freedom) : value === 0 ? 1 : 0
  return { value, mean: mean([...resampled]), low: value - reach, high: value + reach, p }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}

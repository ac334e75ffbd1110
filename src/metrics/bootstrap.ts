import type { Pace } from '../shared/pace.ts'
import { randomStream } from '../shared/random.ts'
import type { ComparedRun, Estimate } from '../shared/contract/comparison.ts'
import { type CorpusMetric, sumStatistics } from './corpus-metric.ts'

/** The numbers of each sentence of one system, in the order of the corpus. */
export type SystemStatistics = readonly (readonly number[])[]

export type SystemResult = Pick<ComparedRun, 'score' | 'difference'>

export interface BootstrapOptions {
  readonly metric: Pick<CorpusMetric<never>, 'size' | 'score'>
  /** All over the same sentences; the first is what the others are compared with. */
  readonly systems: readonly SystemStatistics[]
  readonly resamples: number
  /** The places of the sentences that a resample takes, with repeats. */
  readonly places: (resample: number) => Int32Array
  readonly pace: Pace
}

/**
 * Paired bootstrap resampling (Koehn, “Statistical significance tests for machine translation evaluation”, 2004): the
 * corpus is drawn anew with replacement again and again, the same sentences for every system, and scored from the
 * sentences' numbers.
 *
 * With δ the difference on the corpus, δᵢ on resample i of B and m the mean of all δᵢ, the p-value is
 * (1 + the number of i with |δᵢ − m| ≥ |δ|) / (1 + B): the resamples, moved to where there is no difference, tell the chance of so
 * large a distance to either side (Riezler and Maxwell, “On some pitfalls in automatic evaluation and significance testing for MT”,
 * 2005, the bootstrap test; Efron and Tibshirani, “An introduction to the bootstrap”, 1993, §16.4). Below 0.05 is commonly called
 * significant. sacreBLEU takes |δᵢ| less their mean instead, which calls about twice as many equal systems different.
 */
export async function pairedBootstrap(options: BootstrapOptions): Promise<SystemResult[]> {
  const { metric, systems, resamples, places, pace } = options
  const packed = systems.map((rows) => packedSystem(rows, metric.size))
  const drawn = systems.map(() => new Float64Array(resamples))
  for (let resample = 0; resample < resamples; resample++) {
    const chosen = places(resample)
    for (const [index, numbers] of packed.entries()) {
      const scores = drawn[index]
      if (scores) scores[resample] = metric.score(sumAt(numbers, metric.size, chosen))
    }
    await pace.breathe()
  }
  const values = systems.map((rows) => metric.score(sumStatistics(metric.size, rows)))
  const [baseline = new Float64Array(), base = NaN] = [drawn[0], values[0]]
  return drawn.map((scores, index) => {
    const value = values[index] ?? NaN
    const score = estimate(value, scores)
    if (index === 0) return { score, difference: null }
    const differences = scores.map((one, resample) => one - (baseline[resample] ?? NaN))
    return { score, difference: { ...estimate(value - base, differences), p: pValue(value - base, differences) } }
  })
}

/** Seeded draws of `count` among `count` sentences; every resample is a function of the seed and its number alone. */
export function seededPlaces(count: number, seed: number): (resample: number) => Int32Array {
  const places = new Int32Array(count)
  return (resample) => {
    const random = randomStream(seed, 'bootstrap', resample)
    for (let at = 0; at < count; at++) places[at] = random.integer(count)
    return places
  }
}

/** The same where the sentences fall into groups, one behind the other: each keeps its size. */
export function seededPlacesWithin(counts: readonly number[], seed: number): (resample: number) => Int32Array {
  const places = new Int32Array(counts.reduce((sum, count) => sum + count, 0))
  return (resample) => {
    const random = randomStream(seed, 'bootstrap', resample)
    let [at, start] = [0, 0]
    for (const count of counts) {
      for (const end = start + count; at < end; at++) places[at] = start + random.integer(count)
      start = at
    }
    return places
  }
}

/** Rows one behind the other: [sentences, size]. */
export function packedSystem(rows: SystemStatistics, size: number): Float64Array {
  const packed = new Float64Array(rows.length * size)
  for (const [index, row] of rows.entries()) packed.set(row, index * size)
  return packed
}

/** The sums over the rows at these places. */
export function sumAt(packed: Float64Array, size: number, places: Iterable<number>): Float64Array {
  const sums = new Float64Array(size)
  for (const place of places) {
    const start = place * size
    for (let at = 0; at < size; at++) sums[at] = (sums[at] ?? 0) + (packed[start + at] ?? NaN)
  }
  return sums
}

function estimate(value: number, resampled: Float64Array): Estimate {
  const sorted = Float64Array.from(resampled).sort()
  const cut = Math.floor(sorted.length / 40) // 2.5 % at either end
  const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length
  return { value, mean, low: sorted[cut] ?? NaN, high: sorted[sorted.length - 1 - cut] ?? NaN }
}

function pValue(difference: number, resampled: Float64Array): number {
  const middle = resampled.reduce((sum, one) => sum + one, 0) / resampled.length
  const beyond = resampled.filter((one) => Math.abs(one - middle) >= Math.abs(difference)).length
  return (beyond + 1) / (resampled.length + 1)
}

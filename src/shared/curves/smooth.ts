import type { Smoothing } from '../contract/curves.ts'
import { pick } from './thin-series.ts'

/** Smooths all values of a curve. What is not finite passes through and counts for nothing. */
export function smooth(values: Float64Array, smoothing: Smoothing): Float64Array {
  if (smoothing.kind === 'exponential' && smoothing.weight > 0) return exponentialMean(values, smoothing.weight)
  if (smoothing.kind === 'median' && smoothing.window > 1) return runningMedian(values, smoothing.window)
  return values
}

/** Called in between: lets other work be done, or throws where nobody waits any more. */
export type Breathe = () => Promise<void>

/** Medians of so many values are made in one go, which takes some milliseconds. */
const STRETCH = 20_000

/** What `smooth` gives, with a breath now and then: a median of a million values takes a second. @throws what `breathe` throws */
export async function smoothInTurns(
  values: Float64Array,
  smoothing: Smoothing,
  breathe: Breathe,
): Promise<Float64Array> {
  if (smoothing.kind !== 'median' || isPlain(smoothing)) return smooth(values, smoothing)
  const reach = smoothing.window >> 1
  const result = new Float64Array(values.length)
  for (let start = 0; start < values.length; start += STRETCH) {
    if (start > 0) await breathe()
    // With the neighbours of the first and the last of them.
    const [from, end] = [Math.max(0, start - reach), Math.min(values.length, start + STRETCH)]
    const medians = runningMedian(values.subarray(from, end + reach), smoothing.window)
    result.set(medians.subarray(start - from, end - from), start)
  }
  return result
}

/** How many neighbours can be sorted while a running median takes one step. */
const SORTED_IN_A_STEP = 5
/** After so many such values comes a breath. */
const AT_A_TIME = 100

/**
 * Some of the values that `smooth` gives: for a few of many, a median looks at the neighbours of those alone.
 * @throws what `breathe` throws
 */
export async function smoothAt(
  values: Float64Array,
  smoothing: Smoothing,
  indexes: readonly number[],
  breathe: Breathe,
): Promise<Float64Array> {
  const isMedian = smoothing.kind === 'median' && smoothing.window > 1
  if (!isMedian || indexes.length * smoothing.window > SORTED_IN_A_STEP * values.length)
    return pick(await smoothInTurns(values, smoothing, breathe), indexes)
  const reach = smoothing.window >> 1
  const result = new Float64Array(indexes.length)
  for (const [place, index] of indexes.entries()) {
    const value = values[index] ?? NaN
    const around = values.subarray(Math.max(0, index - reach), index + reach + 1).filter((one) => Number.isFinite(one))
    result[place] = Number.isFinite(value) ? medianOf(around.sort(), around.length) : value
    if (place % AT_A_TIME === 0) await breathe()
  }
  return result
}

/** Of the first so many, which ascend. */
function medianOf(sorted: Float64Array, size: number): number {
  const half = size >> 1
  const above = sorted[half] ?? NaN
  return size % 2 === 1 ? above : ((sorted[half - 1] ?? NaN) + above) / 2
}

/** True where `smooth` gives back what it gets. */
export function isPlain(smoothing: Smoothing): boolean {
  return smoothing.kind === 'none' || (smoothing.kind === 'median' ? smoothing.window <= 1 : smoothing.weight <= 0)
}

/**
 * Exponential moving average, corrected for its start as Adam's moments are and TensorBoard's curves, so that the first
 * values are not pulled to zero.
 */
export function exponentialMean(values: Float64Array, weight: number): Float64Array {
  const result = new Float64Array(values.length)
  let average = 0
  let mass = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN
    if (Number.isFinite(value)) {
      average = weight * average + (1 - weight) * value
      mass = weight * mass + (1 - weight)
      result[i] = average / mass
    } else result[i] = value
  }
  return result
}

/**
 * The median of each value with its neighbours, half of `window` to each side; at the ends of those that there are. An
 * even window is one wider.
 */
export function runningMedian(values: Float64Array, window: number): Float64Array {
  const reach = window >> 1
  const result = new Float64Array(values.length)
  const sorted = new Float64Array(2 * reach + 1)
  let size = 0
  const place = (value: number): number => {
    let [low, high] = [0, size]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    return low
  }
  /** One goes and one comes: only what lies between the two moves, and not all that is above each. */
  const change = (gone: number, come: number): void => {
    const [drops, adds] = [Number.isFinite(gone), Number.isFinite(come)]
    const from = drops ? place(gone) : size
    const to = adds ? place(come) : size
    if (!adds) {
      if (drops) sorted.copyWithin(from, from + 1, size--)
    } else if (to > from) {
      sorted.copyWithin(from, from + 1, to)
      sorted[to - 1] = come
    } else {
      sorted.copyWithin(to + 1, to, drops ? from : size++)
      sorted[to] = come
    }
  }
  for (let i = 0; i < Math.min(reach, values.length); i++) change(NaN, values[i] ?? NaN)
  for (let i = 0; i < values.length; i++) {
    change(values[i - reach - 1] ?? NaN, values[i + reach] ?? NaN)
    const value = values[i] ?? NaN
    result[i] = Number.isFinite(value) ? medianOf(sorted, size) : value
  }
  return result
}

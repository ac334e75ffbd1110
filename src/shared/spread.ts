/** How the values of several runs are spread. */
export interface Spread {
  /** How many finite values there are; the rest counts for nothing. */
  readonly n: number
  readonly mean: number
  /** Sample standard deviation (n − 1); NaN for fewer than two. */
  readonly deviation: number
  /** Standard error of the mean; NaN for fewer than two. */
  readonly error: number
  readonly min: number
  readonly max: number
}

/** All but `n` is NaN where no value is finite. */
export function spreadOf(values: Iterable<number>): Spread {
  const finite = [...values].filter(Number.isFinite)
  const n = finite.length
  const mean = finite.reduce((sum, value) => sum + value, 0) / n
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = n < 2 ? NaN : Math.sqrt(squares / (n - 1))
  return {
    n,
    mean,
    deviation,
    error: deviation / Math.sqrt(n),
    min: n === 0 ? NaN : Math.min(...finite),
    max: n === 0 ? NaN : Math.max(...finite),
  }
}

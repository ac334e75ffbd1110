/** A member's curve: places ascending. */
export interface Placed {
  readonly xs: Float64Array
  readonly values: Float64Array
}

/** How the values of several curves are spread, at every place where one of them has a point. */
export interface SpreadCurve {
  readonly xs: Float64Array
  readonly counts: Float64Array
  readonly mean: Float64Array
  /** Sample standard deviation (n − 1); NaN for fewer than two. */
  readonly deviation: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
}

/**
 * At each place where a member has a point, every member counts with its value there: between two of its points the
 * straight line, before its first and after its last nothing. What is not finite counts for nothing, nor does a line to it.
 */
export function spreadCurves(members: readonly Placed[]): SpreadCurve {
  const xs = placesOf(members)
  const length = xs.length
  const [counts, sums, means] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)]
  const min = new Float64Array(length).fill(Infinity)
  const max = new Float64Array(length).fill(-Infinity)
  for (const member of members) {
    eachValue(member, xs, (value, i) => {
      // Welford 1962: mean and squares in one pass, without a difference of large numbers.
      const count = (counts[i] ?? 0) + 1
      const difference = value - (means[i] ?? 0)
      counts[i] = count
      means[i] = (means[i] ?? 0) + difference / count
      sums[i] = (sums[i] ?? 0) + difference * (value - (means[i] ?? 0))
      if (value < (min[i] ?? 0)) min[i] = value
      if (value > (max[i] ?? 0)) max[i] = value
    })
  }
  const deviation = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const count = counts[i] ?? 0
    deviation[i] = count < 2 ? NaN : Math.sqrt((sums[i] ?? 0) / (count - 1))
    if (count === 0) means[i] = min[i] = max[i] = NaN
  }
  return { xs, counts, mean: means, deviation, min, max }
}

/** Hands over a member's finite value at each of the places, which ascend. */
function eachValue({ xs, values }: Placed, places: Float64Array, take: (value: number, index: number) => void): void {
  let at = 0
  for (let i = 0; i < places.length; i++) {
    const x = places[i] ?? 0
    while (at < xs.length && (xs[at] ?? 0) < x) at++
    if (at === xs.length) return
    const here = xs[at] ?? 0
    let value = NaN
    if (here === x) value = values[at] ?? NaN
    else if (at > 0) {
      const before = xs[at - 1] ?? 0
      const from = values[at - 1] ?? NaN
      value = from + ((x - before) / (here - before)) * ((values[at] ?? NaN) - from)
    }
    if (Number.isFinite(value)) take(value, i)
  }
}

/** All places of the members, ascending, each once. */
function placesOf(members: readonly Placed[]): Float64Array {
  const [first, ...others] = members
  if (!first) return new Float64Array(0)
  if (others.every(({ xs }) => isSame(xs, first.xs)) && ascends(first.xs)) return first.xs
  const all = new Float64Array(members.reduce((sum, { xs }) => sum + xs.length, 0))
  let length = 0
  for (const { xs } of members) {
    all.set(xs, length)
    length += xs.length
  }
  all.sort()
  let kept = 0
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i] ?? 0
  return all.slice(0, kept)
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a === b || (a.length === b.length && a.every((value, index) => value === b[index]))
}

function ascends(xs: Float64Array): boolean {
  return xs.every((x, index) => index === 0 || x > (xs[index - 1] ?? 0))
}

/**
 * The at most `count` lengths to pad to that waste the least padding over all `lengths`: exact, by dynamic programming
 * over the different lengths. Ascending; the last is the longest length.
 */
export function lengthBuckets(lengths: ArrayLike<number>, count: number): number[] {
  const histogram = new Map<number, number>()
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i] ?? 0
    histogram.set(length, (histogram.get(length) ?? 0) + 1)
  }
  const sizes = [...histogram.keys()].sort((a, b) => a - b)
  if (sizes.length <= count) return sizes

  // cumulative[i]: sequences among the i shortest lengths. Padding the lengths i … j − 1 to sizes[j − 1] costs
  // sizes[j − 1] × their number less their tokens; the tokens are the same for every choice, so they are left out.
  const cumulative = [0]
  for (const size of sizes) cumulative.push((cumulative.at(-1) ?? 0) + (histogram.get(size) ?? 0))
  const cost = (from: number, to: number) => (sizes[to - 1] ?? 0) * ((cumulative[to] ?? 0) - (cumulative[from] ?? 0))

  let best = Array.from({ length: sizes.length + 1 }, (_, to) => (to === 0 ? 0 : cost(0, to)))
  const cuts: number[][] = [best.map(() => 0)]
  for (let bucket = 1; bucket < count; bucket++) {
    const next = [0]
    const cut = [0]
    for (let to = 1; to <= sizes.length; to++) {
      let least = Infinity
      let leastFrom = 0
      for (let from = 0; from < to; from++) {
        const padded = (best[from] ?? 0) + cost(from, to)
        if (padded < least) [least, leastFrom] = [padded, from]
      }
      next.push(least)
      cut.push(leastFrom)
    }
    best = next
    cuts.push(cut)
  }
  const buckets: number[] = []
  for (let to = sizes.length; to > 0; to = cuts.pop()?.[to] ?? 0) buckets.unshift(sizes[to - 1] ?? 0)
  return buckets
}

/** The smallest bucket that holds the length; the length itself where it is longer than all. */
export function bucketFor(length: number, buckets: readonly number[]): number {
  return buckets.find((bucket) => bucket >= length) ?? length
}

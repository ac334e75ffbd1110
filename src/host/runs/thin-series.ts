/** A curve as two arrays of equal length, steps ascending. */
export interface Series {
  readonly steps: Float64Array
  readonly values: Float64Array
}

/**
 * Thins a curve to about `points` points: of each bucket of steps the lowest and the highest value stay, so no
 * spike is lost, and so do the first and the last point and every value that is not finite (at most one of a kind
 * in a bucket). 0 keeps all. Steps stay ascending; each point kept is one that was logged.
 */
export function thinSeries(series: Series, points: number): Series {
  const { steps, values } = series
  const count = steps.length
  if (points <= 0 || count <= points) return series
  const buckets = Math.max(1, Math.floor(points / 2))
  const first = steps[0] ?? 0
  const width = ((steps[count - 1] ?? 0) - first + 1) / buckets
  const kept: number[] = []
  let start = 0
  while (start < count) {
    const bucket = Math.floor(((steps[start] ?? 0) - first) / width)
    let end = start + 1
    while (end < count && Math.floor(((steps[end] ?? 0) - first) / width) === bucket) end++
    kept.push(...extremes(values, start, end))
    start = end
  }
  const indexes = withEnds(kept, count)
  return { steps: pick(steps, indexes), values: pick(values, indexes) }
}

/** Ascending indexes of the lowest and the highest finite value, and of the first of each other kind. */
function extremes(values: Float64Array, start: number, end: number): number[] {
  let lowest = -1
  let highest = -1
  const odd = new Map<number, number>() // a Map knows NaN as a key
  for (let index = start; index < end; index++) {
    const value = values[index] ?? NaN
    if (!Number.isFinite(value)) {
      if (!odd.has(value)) odd.set(value, index)
    } else {
      if (lowest < 0 || value < (values[lowest] ?? NaN)) lowest = index
      if (highest < 0 || value > (values[highest] ?? NaN)) highest = index
    }
  }
  const found = new Set([lowest, highest, ...odd.values()])
  found.delete(-1)
  return [...found].sort((a, b) => a - b)
}

function withEnds(indexes: number[], count: number): number[] {
  if (indexes[0] !== 0) indexes.unshift(0)
  if (indexes.at(-1) !== count - 1) indexes.push(count - 1)
  return indexes
}

function pick(from: Float64Array, indexes: readonly number[]): Float64Array {
  return Float64Array.from(indexes, (index) => from[index] ?? NaN)
}

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
  const indexes = thinIndexes(steps, [values], points)
  return indexes ? { steps: pick(steps, indexes), values: pick(values, indexes) } : series
}

/**
 * Which points stay where curves over the same places, which ascend, are thinned together: of each bucket of places those
 * where one of the curves is lowest or highest, or not finite. Null where all stay.
 */
export function thinIndexes(
  places: Float64Array,
  curves: readonly Float64Array[],
  points: number,
  [from, to]: readonly [number, number] = [0, places.length],
): number[] | null {
  const count = to - from
  if (points <= 0 || count <= points) return count === places.length ? null : range(from, to)
  const buckets = Math.max(1, Math.floor(points / (2 * curves.length)))
  const first = places[from] ?? 0
  const span = (places[to - 1] ?? 0) - first
  const width = span > 0 ? (span * (1 + 1e-9)) / buckets : 1
  const kept: number[] = []
  let start = from
  while (start < to) {
    const edge = first + (Math.floor(((places[start] ?? 0) - first) / width) + 1) * width
    let end = start + 1
    while (end < to && (places[end] ?? 0) < edge) end++
    const found: number[] = []
    for (const values of curves) addExtremes(found, values, start, end)
    found.sort((a, b) => a - b)
    for (const index of found) if (index !== kept.at(-1)) kept.push(index)
    start = end
  }
  if (kept[0] !== from) kept.unshift(from)
  if (kept.at(-1) !== to - 1) kept.push(to - 1)
  return kept
}

/** Indexes of the lowest and the highest finite value, and of the first of each other kind. */
function addExtremes(found: number[], values: Float64Array, start: number, end: number): void {
  let [lowest, highest, nan, up, down] = [-1, -1, -1, -1, -1]
  let low = Infinity
  let high = -Infinity
  for (let index = start; index < end; index++) {
    const value = values[index] ?? NaN
    if (value < low && value !== -Infinity) {
      low = value
      lowest = index
    }
    if (value > high && value !== Infinity) {
      high = value
      highest = index
    }
    if (Number.isFinite(value)) continue
    if (Number.isNaN(value)) nan = nan < 0 ? index : nan
    else if (value > 0) up = up < 0 ? index : up
    else down = down < 0 ? index : down
  }
  if (lowest >= 0) found.push(lowest)
  if (highest >= 0 && highest !== lowest) found.push(highest)
  if (nan >= 0) found.push(nan)
  if (up >= 0) found.push(up)
  if (down >= 0) found.push(down)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

export function pick(values: Float64Array, indexes: readonly number[] | null): Float64Array {
  if (!indexes) return values
  const picked = new Float64Array(indexes.length)
  for (let i = 0; i < indexes.length; i++) picked[i] = values[indexes[i] ?? 0] ?? NaN
  return picked
}

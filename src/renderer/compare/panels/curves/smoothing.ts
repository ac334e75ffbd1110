/**
 * Exponential moving average, corrected for its start as Adam's moments are, so that the first values
 * are not pulled to zero. `weight` 0 gives the values back; non-finite values pass through and count for nothing.
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return values
  const result = new Float64Array(values.length)
  let average = 0
  let mass = 0
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN
    if (Number.isFinite(value)) {
      average = weight * average + (1 - weight) * value
      mass = weight * mass + (1 - weight)
      result[i] = average / mass
    } else {
      result[i] = value
    }
  }
  return result
}

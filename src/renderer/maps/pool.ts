/**
 * A matrix of fewer rows and columns, [to.rows, to.columns] of [rows, columns]: each weight is the largest, by amount, of those
 * that it stands for, so that a map of more cells than pixels loses no peak. NaN only where all are.
 */
export function poolWeights(
  weights: Float32Array,
  from: { readonly rows: number; readonly columns: number },
  to: { readonly rows: number; readonly columns: number },
): Float32Array {
  const made = new Float32Array(to.rows * to.columns).fill(NaN)
  const columns = Int32Array.from({ length: from.columns }, (_, s) => Math.floor((s * to.columns) / from.columns))
  for (let t = 0; t < from.rows; t += 1) {
    const row = Math.floor((t * to.rows) / from.rows) * to.columns
    for (let s = 0; s < from.columns; s += 1) {
      const at = row + (columns[s] ?? 0)
      const weight = weights[t * from.columns + s] ?? NaN
      // Written so that a first number takes the place of NaN.
      if (!(Math.abs(weight) <= Math.abs(made[at] ?? NaN)) && !Number.isNaN(weight)) made[at] = weight
    }
  }
  return made
}

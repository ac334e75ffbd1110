/** A token of an output, of its reference, or of both where they stand for each other; places from 0. */
export interface Edit {
  readonly kind: 'same' | 'changed' | 'added' | 'missing'
  /** Null for a token that is missing. */
  readonly output: number | null
  /** Null for a token that was added. */
  readonly reference: number | null
}

/**
 * The cheapest way of editing one into the other, from the beginning (Levenshtein, each operation costing 1). Of several, the
 * one that pairs tokens as late as it can.
 */
export function editsBetween(output: readonly string[], reference: readonly string[]): Edit[] {
  const [rows, columns] = [output.length + 1, reference.length + 1]
  const cost = new Uint32Array(rows * columns)
  const at = (i: number, j: number) => cost[i * columns + j] ?? 0
  const swap = (i: number, j: number) => at(i - 1, j - 1) + (output[i - 1] === reference[j - 1] ? 0 : 1)
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      if (i === 0 || j === 0) cost[i * columns + j] = i + j
      else cost[i * columns + j] = Math.min(swap(i, j), at(i - 1, j) + 1, at(i, j - 1) + 1)
    }
  }
  const edits: Edit[] = []
  let [i, j] = [output.length, reference.length]
  while (i > 0 || j > 0) {
    if (i > 0 && j > 0 && at(i, j) === swap(i, j)) {
      i -= 1
      j -= 1
      edits.push({ kind: output[i] === reference[j] ? 'same' : 'changed', output: i, reference: j })
    } else if (i > 0 && at(i, j) === at(i - 1, j) + 1) {
      i -= 1
      edits.push({ kind: 'added', output: i, reference: null })
    } else {
      j -= 1
      edits.push({ kind: 'missing', output: null, reference: j })
    }
  }
  return edits.reverse()
}

/**
 * Of each token of the reference, how many edits it takes: one where it is changed or missing, and one for every token
 * added before it; what is added after the last one counts there.
 */
export function editsByPlace(output: readonly string[], reference: readonly string[]): number[] {
  const counts = reference.map(() => 0)
  let next = 0
  for (const { kind, reference: place } of editsBetween(output, reference)) {
    const where = Math.min(place ?? next, reference.length - 1)
    if (kind !== 'same' && where >= 0) counts[where] = (counts[where] ?? 0) + 1
    if (place !== null) next = place + 1
  }
  return counts
}

export interface TokenMarks {
  /** Of each output token. */
  readonly right: readonly boolean[]
  readonly missing: number
}

export function isExact({ right, missing }: TokenMarks): boolean {
  return missing === 0 && right.every(Boolean)
}

/**
 * Which tokens of an output stand where the reference has them, by the cheapest way of editing one into
 * the other (Levenshtein; matches preferred). `missing` counts reference tokens the output leaves out.
 */
export function markTokens(output: readonly string[], reference: readonly string[]): TokenMarks {
  const [rows, columns] = [output.length + 1, reference.length + 1]
  const cost = new Uint32Array(rows * columns)
  const at = (i: number, j: number) => cost[i * columns + j] ?? 0
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      if (i === 0 || j === 0) cost[i * columns + j] = i + j
      else {
        const swap = at(i - 1, j - 1) + (output[i - 1] === reference[j - 1] ? 0 : 1)
        cost[i * columns + j] = Math.min(swap, at(i - 1, j) + 1, at(i, j - 1) + 1)
      }
    }
  }
  const right = output.map(() => false)
  let missing = 0
  let [i, j] = [output.length, reference.length]
  while (i > 0 || j > 0) {
    const same = i > 0 && j > 0 && output[i - 1] === reference[j - 1]
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + (same ? 0 : 1)) {
      right[i - 1] = same
      i -= 1
      j -= 1
    } else if (i > 0 && at(i, j) === at(i - 1, j) + 1) i -= 1
    else {
      missing += 1
      j -= 1
    }
  }
  return { right, missing }
}

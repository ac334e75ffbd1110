/**
 * The least number of insertions, deletions and substitutions, each costing 1, that turn one sequence into the other
 * (Levenshtein 1966). Time is the product of the lengths, space the second length.
 */
export function editDistance<T>(left: readonly T[], right: readonly T[]): number {
  const row = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let line = 0; line < left.length; line++) {
    const token = left[line]
    let diagonal = line // distance of the prefixes without either last token
    let beside = line + 1
    row[0] = beside
    for (let column = 0; column < right.length; column++) {
      const above = row[column + 1] ?? 0
      beside = token === right[column] ? diagonal : 1 + Math.min(diagonal, above, beside)
      row[column + 1] = beside
      diagonal = above
    }
  }
  return row[right.length] ?? 0
}

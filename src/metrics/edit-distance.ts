/**
 * The least number of insertions, deletions and substitutions, each costing 1, that turn one sequence into the other
 * (Levenshtein 1966). Time is the product of the lengths, space the second length.
 */
export function editDistance<T>(left: readonly T[], right: readonly T[]): number {
  const row = Int32Array.from({ length: right.length + 1 }, (_, column) => column)
  for (const [line, token] of left.entries()) {
    let diagonal = line // distance of the prefixes without either last token
    row[0] = line + 1
    for (const [column, other] of right.entries()) {
      const above = row[column + 1] ?? 0
      const beside = row[column] ?? 0
      row[column + 1] = token === other ? diagonal : 1 + Math.min(diagonal, above, beside)
      diagonal = above
    }
  }
  return row[right.length] ?? 0
}

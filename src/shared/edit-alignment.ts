/** Two places that belong together; one of them is null where the other side has nothing for it. */
export interface PairedPlaces {
  readonly a: number | null
  readonly b: number | null
  /** Whether both hold the same token; false where one replaces the other, or is alone. */
  readonly same: boolean
}

/**
 * Two sequences of tokens beside each other, by the cheapest way of editing one into the other (Levenshtein: replacing, adding
 * and leaving out cost 1 each; replacing is preferred among equally cheap ways). Every place of both is in it once, in order.
 */
export function alignTokens(a: readonly string[], b: readonly string[]): PairedPlaces[] {
  const columns = b.length + 1
  const cost = editCosts(a, b)
  const at = (i: number, j: number) => cost[i * columns + j] ?? 0
  const pairs: PairedPlaces[] = []
  let [i, j] = [a.length, b.length]
  while (i > 0 || j > 0) {
    const same = i > 0 && j > 0 && a[i - 1] === b[j - 1]
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + (same ? 0 : 1)) pairs.push({ a: --i, b: --j, same })
    else if (i > 0 && at(i, j) === at(i - 1, j) + 1) pairs.push({ a: --i, b: null, same: false })
    else pairs.push({ a: null, b: --j, same: false })
  }
  return pairs.reverse()
}

/** The cost of editing the first i tokens of `a` into the first j of `b`: [a.length + 1, b.length + 1] */
function editCosts(a: readonly string[], b: readonly string[]): Uint32Array {
  const columns = b.length + 1
  const cost = new Uint32Array((a.length + 1) * columns)
  for (let i = 0; i <= a.length; i += 1) cost[i * columns] = i
  for (let j = 0; j <= b.length; j += 1) cost[j] = j
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const place = i * columns + j
      const replaced = (cost[place - columns - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      cost[place] = Math.min(replaced, (cost[place - columns] ?? 0) + 1, (cost[place - 1] ?? 0) + 1)
    }
  }
  return cost
}

/** Two places that belong together; one of them is null where the other side has nothing for it. */
export interface PairedPlaces {
  readonly a: number | null
  readonly b: number | null
  /** Whether both hold the same token; false where one replaces the other, or is alone. */
  readonly same: boolean
}

/**
 * Two sequences of tokens beside each other, by the cheapest way of editing one into the other (Levenshtein: replacing, adding
 * and leaving out cost 1 each; among equally cheap ways replacing is preferred, and then what is added or left out as late as can be, since
 * outputs share their history from the beginning). Every place of both is in it once, in order.
 */
export function alignTokens(a: readonly string[], b: readonly string[]): PairedPlaces[] {
  const columns = b.length + 1
  const cost = editCosts(a, b)
  const at = (i: number, j: number) => cost[i * columns + j] ?? 0
  const pairs: PairedPlaces[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const both = i < a.length && j < b.length
    const same = both && a[i] === b[j]
    if (both && at(i, j) === at(i + 1, j + 1) + (same ? 0 : 1)) pairs.push({ a: i++, b: j++, same })
    else if (i < a.length && at(i, j) === at(i + 1, j) + 1) pairs.push({ a: i++, b: null, same: false })
    else pairs.push({ a: null, b: j++, same: false })
  }
  return pairs
}

/** The cost of editing what `a` has from place i on into what `b` has from place j on: [a.length + 1, b.length + 1] */
function editCosts(a: readonly string[], b: readonly string[]): Uint32Array {
  const columns = b.length + 1
  const cost = new Uint32Array((a.length + 1) * columns)
  for (let i = 0; i <= a.length; i += 1) cost[i * columns + b.length] = a.length - i
  for (let j = 0; j <= b.length; j += 1) cost[a.length * columns + j] = b.length - j
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const place = i * columns + j
      const replaced = (cost[place + columns + 1] ?? 0) + (a[i] === b[j] ? 0 : 1)
      cost[place] = Math.min(replaced, (cost[place + columns] ?? 0) + 1, (cost[place + 1] ?? 0) + 1)
    }
  }
  return cost
}

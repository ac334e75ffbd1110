/** How often each n-gram occurs; n-grams are named by their parts, joined. */
export type NgramCounts = Map<string, number>

/**
 * Counts the n-grams of one order.
 * @param joint stands between the parts of a name; nothing where the parts are single characters
 */
export function countNgrams(parts: readonly string[], order: number, joint: string): NgramCounts {
  const counts: NgramCounts = new Map()
  for (let start = 0; start + order <= parts.length; start++) {
    let name = parts[start] ?? ''
    for (let at = start + 1; at < start + order; at++) name += joint + (parts[at] ?? '')
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** How many n-grams the two have in common, each as often as it occurs in both. */
export function sharedNgrams(left: NgramCounts, right: NgramCounts): number {
  let shared = 0
  for (const [name, count] of left) shared += Math.min(count, right.get(name) ?? 0)
  return shared
}

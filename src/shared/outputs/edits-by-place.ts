import { alignTokens } from '../edit-alignment.ts'

/**
 * Of each token of the reference, how many edits it takes: one where it is replaced or missing, and one for every token
 * added before it; what is added after the last one counts there.
 */
export function editsByPlace(output: readonly string[], reference: readonly string[]): number[] {
  const counts = reference.map(() => 0)
  let next = 0
  for (const { b: place, same } of alignTokens(output, reference)) {
    const where = Math.min(place ?? next, reference.length - 1)
    if (!same && where >= 0) counts[where] = (counts[where] ?? 0) + 1
    if (place !== null) next = place + 1
  }
  return counts
}

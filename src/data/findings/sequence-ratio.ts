// Python's difflib.SequenceMatcher(None, a, b).ratio(), over the digits 1 to 9: OpusFilter's score is defined by it.
// Of the longest runs that both have, the first is taken, and then what lies left and right of it; which is not the
// longest common subsequence.

/** From this length on, what is frequent in b begins no run (difflib's “autojunk”). */
const POPULAR_FROM = 200

/** Twice the elements in common runs over all elements; 1 of two empty ones. */
export function sequenceRatio(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const total = a.length + b.length
  if (total === 0) return 1
  const isRare = rareIn(b)
  const runs: [number, number, number, number][] = [[0, a.length, 0, b.length]]
  let matches = 0
  for (let run = runs.pop(); run; run = runs.pop()) {
    const [fromA, toA, fromB, toB] = run
    const [i, j, size] = longestMatch(a, b, isRare, run)
    if (size === 0) continue
    matches += size
    if (fromA < i && fromB < j) runs.push([fromA, i, fromB, j])
    if (i + size < toA && j + size < toB) runs.push([i + size, toA, j + size, toB])
  }
  return (2 * matches) / total
}

/** Whether each element of b may begin a run. */
function rareIn(b: ArrayLike<number>): (element: number) => boolean {
  if (b.length < POPULAR_FROM) return () => true
  const counts = new Map<number, number>()
  for (let j = 0; j < b.length; j++) counts.set(b[j] ?? 0, (counts.get(b[j] ?? 0) ?? 0) + 1)
  const most = Math.floor(b.length / 100) + 1
  return (element) => (counts.get(element) ?? 0) <= most
}

/** find_longest_match: of the longest runs the one that begins first in a, and of those the first in b. */
function longestMatch(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  isRare: (element: number) => boolean,
  [fromA, toA, fromB, toB]: readonly [number, number, number, number],
): readonly [i: number, j: number, size: number] {
  let [bestI, bestJ, best] = [fromA, fromB, 0]
  let lengths = new Int32Array(toB - fromB + 1) // [j - fromB + 1]: the run that ends with the last element of a and b[j]
  for (let i = fromA; i < toA; i++) {
    const next = new Int32Array(lengths.length)
    for (let j = fromB; j < toB; j++) {
      if (a[i] !== b[j] || !isRare(b[j] ?? 0)) continue
      const size = (next[j - fromB + 1] = (lengths[j - fromB] ?? 0) + 1)
      if (size > best) [bestI, bestJ, best] = [i - size + 1, j - size + 1, size]
    }
    lengths = next
  }
  while (bestI > fromA && bestJ > fromB && a[bestI - 1] === b[bestJ - 1]) {
    bestI--
    bestJ--
    best++
  }
  while (bestI + best < toA && bestJ + best < toB && a[bestI + best] === b[bestJ + best]) best++
  return [bestI, bestJ, best]
}

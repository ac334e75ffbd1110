/** Position of the last entry that is not after `step`; -1 where there is none. `steps` ascends. */
export function indexAtOrBefore(steps: ArrayLike<number>, step: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] ?? Infinity) <= step) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The latest kept step that is not after `step`; the first one where all are after; null where none was kept. */
export function snapStep(steps: readonly number[], step: number): number | null {
  return steps[Math.max(indexAtOrBefore(steps, step), 0)] ?? null
}

/** All kept steps of several runs, ascending, each once. */
export function unionSteps(lists: Iterable<readonly number[]>): number[] {
  const all = new Set<number>()
  for (const list of lists) for (const step of list) all.add(step)
  return [...all].sort((a, b) => a - b)
}

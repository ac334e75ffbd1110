/** So many of a list, evenly from its first to its last; at least two where it has to leave some out. */
export function evenly<Value>(all: readonly Value[], most: number): Value[] {
  if (all.length <= most) return [...all]
  return Array.from({ length: most }, (_, index) => all[Math.round((index * (all.length - 1)) / (most - 1))]).filter(
    (one) => one !== undefined,
  )
}

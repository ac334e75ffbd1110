/**
 * A copy in which an entry stands at another place, counted without it; places beyond the ends are the ends. Unchanged
 * where there is no such entry.
 */
export function moved<Entry>(list: readonly Entry[], entry: Entry | undefined, to: number): Entry[] {
  const at = list.findIndex((one) => one === entry)
  const one = list[at]
  if (one === undefined) return [...list]
  const rest = list.toSpliced(at, 1)
  return rest.toSpliced(Math.min(Math.max(to, 0), rest.length), 0, one)
}

/** A copy in which an entry stands at another place, counted without it; places beyond the ends are the ends. */
export function moved<Entry>(list: readonly Entry[], entry: Entry, to: number): Entry[] {
  const rest = list.filter((one) => one !== entry)
  if (rest.length === list.length) return [...list]
  const at = Math.min(Math.max(to, 0), rest.length)
  return [...rest.slice(0, at), entry, ...rest.slice(at)]
}

/** Where a key that is pressed with Alt moves an entry to; null for other keys. */
export function placeAfter(key: string, from: number, length: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return Math.max(from - 1, 0)
    case 'ArrowDown':
      return Math.min(from + 1, length - 1)
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return null
  }
}

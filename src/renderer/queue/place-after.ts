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

/** Finds the item of the largest count. Entries whose count is no longer that of their item are passed over. */
export interface Largest {
  push(item: number, count: number): void
  top(): { readonly item: number; readonly count: number } | undefined
  clear(): void
}

/** @param isAbove which of two items of equal counts is the larger @param countOf what an item counts now */
export function createLargest(
  isAbove: (item: number, other: number) => boolean,
  countOf: (item: number) => number | undefined,
): Largest {
  /** A binary heap, item and count side by side. */
  let items: number[] = []
  let counts: number[] = []

  function beats(a: number, b: number): boolean {
    const [count, other] = [counts[a] ?? 0, counts[b] ?? 0]
    return count > other || (count === other && isAbove(items[a] ?? 0, items[b] ?? 0))
  }
  function swap(a: number, b: number): void {
    const [item, count] = [items[a] ?? 0, counts[a] ?? 0]
    items[a] = items[b] ?? 0
    counts[a] = counts[b] ?? 0
    items[b] = item
    counts[b] = count
  }
  function dropTop(): void {
    swap(0, items.length - 1)
    items.pop()
    counts.pop()
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let most = at
      if (left < items.length && beats(left, most)) most = left
      if (right < items.length && beats(right, most)) most = right
      if (most === at) return
      swap(at, most)
      at = most
    }
  }

  return {
    push(item, count) {
      items.push(item)
      counts.push(count)
      for (let at = items.length - 1; at > 0;) {
        const parent = (at - 1) >> 1
        if (!beats(at, parent)) return
        swap(at, parent)
        at = parent
      }
    },
    top() {
      while (items.length > 0 && countOf(items[0] ?? 0) !== counts[0]) dropTop()
      return items.length === 0 ? undefined : { item: items[0] ?? 0, count: counts[0] ?? 0 }
    },
    clear() {
      items = []
      counts = []
    },
  }
}

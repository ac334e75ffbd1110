/** Texts by their beginnings. Nodes are numbers, 0 is the root. */
export interface Trie {
  /** The node one code unit further, -1 where no text goes on so. */
  step(node: number, unit: number): number
  /** What was put in for the text that ends here; -1 for none. */
  valueAt(node: number): number
  /** Code units of the longest text that stands there; 0 for none. */
  longest(text: string, at: number): number
}

export function createTrie(entries: Iterable<readonly [text: string, value: number]>): Trie {
  /** By node × 2^16 + code unit. */
  const edges = new Map<number, number>()
  const values: number[] = [-1]
  for (const [text, value] of entries) {
    let node = 0
    for (let place = 0; place < text.length; place++) {
      const key = node * 0x10000 + text.charCodeAt(place)
      const next = edges.get(key) ?? values.length
      if (next === values.length) {
        values.push(-1)
        edges.set(key, next)
      }
      node = next
    }
    values[node] = value
  }
  const step = (node: number, unit: number) => edges.get(node * 0x10000 + unit) ?? -1
  return {
    step,
    valueAt: (node) => values[node] ?? -1,
    longest(text, at) {
      let [node, longest] = [0, 0]
      for (let place = at; place < text.length; place++) {
        node = step(node, text.charCodeAt(place))
        if (node < 0) break
        if ((values[node] ?? -1) >= 0) longest = place + 1 - at
      }
      return longest
    },
  }
}

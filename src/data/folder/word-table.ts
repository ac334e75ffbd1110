/**
 * Counts words by their bytes: open addressing over one arena, several times faster than a Map of strings and with a
 * fraction of its memory.
 */
export interface WordTable {
  /** Different words. */
  readonly size: number
  /** Counts the word at `bytes[start … end)` with its hash, under one of four counts: 0 training source,
   * 1 held-out source, 2 training target, 3 held-out target. Returns its number. */
  count(bytes: Uint8Array, start: number, end: number, hash: number, which: number): number
  /** How often word n was counted. */
  countOf(word: number, which: number): number
  textOf(word: number): string
}

export function createWordTable(): WordTable {
  let slots = new Uint32Array(1 << 16) // number of a word plus one
  let capacity = 1 << 15
  let hashes = new Uint32Array(capacity)
  let ends = new Float64Array(capacity + 1) // where word n ends in the arena, and word n + 1 begins
  let counts = new Uint32Array(capacity * 4)
  let arena = new Uint8Array(1 << 20)
  let size = 0

  /** The number of the word, or -1 - slot where it is not there. */
  function look(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = slots.length - 1
    const length = end - start
    let slot = hash & mask
    for (;;) {
      const word = (slots[slot] ?? 0) - 1
      if (word < 0) return -1 - slot
      if (hashes[word] === hash) {
        const from = word === 0 ? 0 : (ends[word - 1] ?? 0)
        if ((ends[word] ?? 0) - from === length) {
          let at = 0
          while (at < length && arena[from + at] === bytes[start + at]) at++
          if (at === length) return word
        }
      }
      slot = (slot + 1) & mask
    }
  }

  function add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const from = size === 0 ? 0 : (ends[size - 1] ?? 0)
    const to = from + end - start
    if (to > arena.length) arena = grown(arena, Math.max(to, arena.length * 1.5))
    arena.set(bytes.subarray(start, end), from)
    if (size === capacity) {
      capacity *= 2
      hashes = grown(hashes, capacity)
      ends = grown(ends, capacity + 1)
      counts = grown(counts, capacity * 4)
    }
    hashes[size] = hash
    ends[size] = to
    slots[slot] = ++size
    if (size * 2 > slots.length) rehash()
    return size - 1
  }

  function rehash(): void {
    slots = new Uint32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let word = 0; word < size; word++) {
      let slot = (hashes[word] ?? 0) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = word + 1
    }
  }

  return {
    get size() {
      return size
    },
    count(bytes, start, end, hash, which) {
      const found = look(bytes, start, end, hash)
      const word = found >= 0 ? found : add(bytes, start, end, hash, -1 - found)
      const place = word * 4 + which
      counts[place] = (counts[place] ?? 0) + 1
      return word
    },
    countOf: (word, which) => counts[word * 4 + which] ?? 0,
    textOf(word) {
      const from = word === 0 ? 0 : (ends[word - 1] ?? 0)
      return Buffer.from(arena.buffer, arena.byteOffset + from, (ends[word] ?? 0) - from).toString('utf8')
    },
  }
}

function grown<Of extends Uint8Array | Uint32Array | Float64Array>(array: Of, length: number): Of {
  const larger = new (array.constructor as new (length: number) => Of)(Math.ceil(length))
  larger.set(array)
  return larger
}

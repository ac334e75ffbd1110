/** So many bytes of numbers are kept: those of some ten thousand maps with eight heads. */
const MOST_BYTES = 16 * 1024 ** 2

/** Numbers under a name; where there are too many, those asked for longest ago go. */
export interface KeptMeasures {
  get(key: string): Float64Array | undefined
  put(key: string, numbers: Float64Array): Float64Array
}

export function createKeptMeasures(mostBytes = MOST_BYTES): KeptMeasures {
  const kept = new Map<string, Float64Array>() // least recently asked for first
  let bytes = 0
  return {
    get(key) {
      const found = kept.get(key)
      if (found) {
        kept.delete(key)
        kept.set(key, found)
      }
      return found
    },
    put(key, numbers) {
      kept.set(key, numbers)
      bytes += numbers.byteLength
      for (const [oldest, { byteLength }] of kept) {
        if (bytes <= mostBytes || oldest === key) break
        kept.delete(oldest)
        bytes -= byteLength
      }
      return numbers
    },
  }
}

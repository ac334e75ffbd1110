import type { Batch, EncodedPair } from './types.ts'
import { BOS } from './vocabulary.ts'

export interface Padding {
  /** Pad to these lengths, `<eos>` included, instead of the batch's longest; for few different shapes. */
  readonly sourceLength?: number
  readonly targetLength?: number
  /** Add empty rows, all padding, up to so many; for one shape also where an epoch ends. */
  readonly size?: number
}

/**
 * Lays the pairs named by `indices` side by side, padded at the end.
 * @throws RangeError when an index names no pair, or a pair is longer than the padding asked for
 */
export function makeBatch(pairs: readonly EncodedPair[], indices: ArrayLike<number>, padding: Padding = {}): Batch {
  const chosen = Array.from(indices, (index) => {
    const pair = pairs[index]
    if (!pair) throw new RangeError(`No pair has the index ${index}; there are ${pairs.length}`)
    return pair
  })
  const size = Math.max(chosen.length, padding.size ?? 0)
  const source = padRows(
    chosen.map((pair) => pair.source),
    size,
    padding.sourceLength,
  )
  const target = padRows(
    chosen.map((pair) => pair.target),
    size,
    padding.targetLength,
  )
  return {
    size,
    sourceLength: source.length,
    targetLength: target.length,
    source: source.ids,
    sourceMask: source.mask,
    targetInput: shiftRight(target),
    targetOutput: target.ids,
    targetMask: target.mask,
    sourceTokens: source.tokens,
    targetTokens: target.tokens,
  }
}

interface PaddedRows {
  readonly length: number
  readonly ids: Int32Array // [rows, length]
  readonly mask: Float32Array // [rows, length]
  readonly tokens: number
}

function padRows(rows: readonly Int32Array[], size: number, atLeast = 0): PaddedRows {
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 0)
  if (atLeast > 0 && longest > atLeast)
    throw new RangeError(`A sequence of ${longest} tokens does not fit into ${atLeast}`)
  const length = Math.max(longest, atLeast)
  const ids = new Int32Array(size * length)
  const mask = new Float32Array(size * length)
  let tokens = 0
  for (const [index, row] of rows.entries()) {
    ids.set(row, index * length)
    mask.fill(1, index * length, index * length + row.length)
    tokens += row.length
  }
  return { length, ids, mask, tokens }
}

/** `<bos>` in front, and the last real token (`<eos>`) left out: what the decoder is fed. */
function shiftRight({ ids, mask, length }: PaddedRows): Int32Array {
  const input = new Int32Array(ids.length)
  for (let start = 0; start < ids.length; start += length) {
    input[start] = BOS
    for (let t = start + 1; t < start + length; t++) {
      if (mask[t] === 1) input[t] = ids[t - 1] ?? 0
    }
  }
  return input
}

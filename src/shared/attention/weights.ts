import type { AttentionMap } from '../contract/attention.ts'
import { headWeights } from './plane.ts'

/** Weights of one sentence over one layer and head, or their mean: row-major [rows, columns], target by source. */
export interface AttentionWeights {
  readonly rows: number
  readonly columns: number
  readonly weights: ArrayLike<number>
}

/** What is needed of an attention map; of the tokens, only how many there are. */
interface LayeredWeights {
  readonly source: { readonly length: number }
  readonly target: { readonly length: number }
  readonly layers: number
  readonly heads: number
  readonly weights: Float32Array // [layers, heads, target, source]
}

/**
 * The mean over all layers and heads, each row divided by its sum (weights of Luong's equation 10 sum to less than 1); null for
 * a model without attention.
 */
export function meanAttention({ source, target, layers, heads, weights }: LayeredWeights): AttentionWeights | null {
  const maps = layers * heads
  if (maps === 0) return null
  const [rows, columns] = [target.length, source.length]
  const size = rows * columns
  const mean = new Float64Array(size)
  for (let place = 0; place < size; place++) {
    let total = 0
    for (let which = 0; which < maps; which++) total += weights[which * size + place] ?? NaN
    mean[place] = total
  }
  return normalizeRows(mean, rows, columns)
}

/** One layer and head, each row divided by its sum. */
export function headAttention(map: AttentionMap, layer: number, head: number): AttentionWeights {
  return normalizeRows(Float64Array.from(headWeights(map, layer, head)), map.target.length, map.source.length)
}

function normalizeRows(weights: Float64Array, rows: number, columns: number): AttentionWeights {
  for (let start = 0; start < weights.length; start += columns) {
    const row = weights.subarray(start, start + columns)
    const sum = row.reduce((before, weight) => before + weight, 0)
    row.forEach((weight, column) => (row[column] = weight / sum))
  }
  return { rows, columns, weights }
}

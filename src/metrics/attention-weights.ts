import type { AttentionMap } from '../shared/contract/attention.ts'

/** Weights of one sentence over one layer and head, or their mean: row-major [rows, columns], target by source. */
export interface AttentionWeights {
  readonly rows: number
  readonly columns: number
  readonly weights: ArrayLike<number>
}

/** The mean over all layers and heads, each row of which still sums to 1; null for a model without attention. */
export function meanAttention(
  map: Pick<AttentionMap, 'source' | 'target' | 'layers' | 'heads' | 'weights'>,
): AttentionWeights | null {
  const maps = map.layers * map.heads
  if (maps === 0) return null
  const size = map.target.length * map.source.length
  const weights = new Float64Array(size)
  for (let place = 0; place < size; place++) {
    let total = 0
    for (let which = 0; which < maps; which++) total += map.weights[which * size + place] ?? NaN
    weights[place] = total / maps
  }
  return { rows: map.target.length, columns: map.source.length, weights }
}

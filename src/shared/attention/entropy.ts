import type { AttentionWeights } from './weights.ts'
import type { Ratio } from '../ratio.ts'

/**
 * Entropy of attention rows divided by the logarithm of the source length, summed over the rows: 0 where a row looks at
 * one place, 1 where it looks at all alike. Weights of 0 add nothing; with one source position the entropy is 0.
 * @param sourceLength positions that may be attended to, `<eos>` included, padding not
 */
export function attentionEntropy({ rows, columns, weights }: AttentionWeights, sourceLength: number): Ratio {
  let numerator = 0
  for (let place = 0; place < rows * columns; place++) {
    const weight = weights[place] ?? NaN
    if (weight !== 0) numerator -= weight * Math.log(weight)
  }
  return { numerator: sourceLength > 1 ? numerator / Math.log(sourceLength) : 0, denominator: rows }
}

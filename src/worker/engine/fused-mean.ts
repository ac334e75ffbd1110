// Attention's softmax and weighted mean in one, for one query a sentence.
import * as tf from '@tensorflow/tfjs-core'
import type { FusedOperation } from './fused-operation.ts'
import { all, pick, run } from './fused-operation.ts'
import { executeOp } from './native.ts'

export const weightedMean: FusedOperation = {
  name: 'SaccadeWeightedMean',
  inputs: ['scores', 'exclusion', 'values'],
  outputs: 2, // mean, weights
  save: { inputs: ['values'], outputs: [false, true] },
  gradient: ([toMean, toWeights], [values, weights]) => {
    const operands = all(toMean, toWeights, weights, values)
    return {
      scores: () => pick(executeOp('SaccadeWeightedMeanGradient', {}, operands, 1), 0),
      values: () => tf.matMul(pick(operands, 2), pick(operands, 0), true, false),
    }
  },
}

/**
 * Softmax of scores [batch, heads, 1, source] + exclusion [batch, 1, 1, source], which has no gradient, and the mean of
 * values [batch, heads, source, width] by it: [batch, heads, 1, width]. A weight far below the largest is exactly 0.
 */
export function fusedWeightedMean(scores: tf.Tensor, exclusion: tf.Tensor, values: tf.Tensor) {
  const outputs = run(weightedMean, { scores, exclusion, values })
  return { mean: pick(outputs, 0), weights: pick(outputs, 1) }
}

import * as tf from '@tensorflow/tfjs-core'
import { fusedWeightedMean } from '../engine/fused-mean.ts'
import { hasFusedOperations } from '../engine/fused.ts'
import { maskedSoftmax } from './masked-softmax.ts'
import type { Shaped } from './span.ts'

export interface WeightedMean {
  readonly mean: tf.Tensor // [batch, heads, target, width]
  readonly weights: tf.Tensor // [batch, heads, target, source]
}

/** The mean of values [batch, heads, source, width], weighted by the softmax of the scores and what that is multiplied by. */
export function weightedMean({ scores, exclusion, factor }: Shaped, values: tf.Tensor): WeightedMean {
  const [, , target] = scores.shape
  if (target === 1 && !factor && hasFusedOperations()) return fusedWeightedMean(scores, exclusion, values)
  const softmax = maskedSoftmax(scores, exclusion)
  const weights = factor ? tf.mul(softmax, factor) : softmax
  return { mean: tf.matMul(weights, values), weights }
}

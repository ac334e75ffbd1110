import * as tf from '@tensorflow/tfjs-core'

// The most negative float32, nearly. Added to a score it swallows it, whatever a model can compute, and beside any
// real position's score its exponential is exactly 0. Not infinity: a row without real positions must not be NaN.
const EXCLUDED = -3e38

/** mask [batch, source], 1 where a query may look → what {@link maskedSoftmax} adds: [batch, 1, 1, source]. */
export function createExclusion(mask: tf.Tensor2D): tf.Tensor {
  const [batch, source] = mask.shape
  return tf.reshape(tf.mul(tf.sub(1, mask), EXCLUDED), [batch, 1, 1, source])
}

/**
 * Softmax over the source: scores [batch, heads, target, source] → weights. Rows sum to 1, and where the mask was 0
 * the weight is exactly 0, so no gradient flows there either.
 */
export function maskedSoftmax(scores: tf.Tensor, exclusion: tf.Tensor): tf.Tensor {
  return tf.softmax(tf.add(scores, exclusion))
}

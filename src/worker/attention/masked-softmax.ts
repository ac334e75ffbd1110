import * as tf from '@tensorflow/tfjs-core'

// The most negative float32, nearly. Added to a score it swallows it, whatever a model can compute, and beside any
// real position's score its exponential is exactly 0. Not infinity: a row without real positions must not be NaN.
const EXCLUDED = -3e38

/**
 * mask [batch, source] or [batch, 1, target, source], 1 where a query may look → what {@link maskedSoftmax} adds:
 * [batch, 1, 1 or target, source].
 */
export function createExclusion(mask: tf.Tensor): tf.Tensor {
  const exclusion = tf.mul(tf.sub(1, mask), EXCLUDED)
  if (mask.rank === 4) return exclusion
  const [batch = 0, source = 0] = mask.shape
  return tf.reshape(exclusion, [batch, 1, 1, source])
}

/**
 * Softmax over the source: scores [batch, heads, target, source] → weights. Rows sum to 1, and where the mask was 0
 * the weight is exactly 0, so no gradient flows there either.
 */
export function maskedSoftmax(scores: tf.Tensor, exclusion: tf.Tensor): tf.Tensor {
  return tf.softmax(tf.add(scores, exclusion))
}

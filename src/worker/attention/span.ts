import type * as tf from '@tensorflow/tfjs-core'

/** Which source positions a query may look at, and how scores become weights. One file a span. */
export interface Span {
  /** What is computed once a sentence from the mask [batch, source]. */
  prepare(mask: tf.Tensor2D): tf.Tensor
  /** scores [batch, heads, target, source] → weights of the same shape; rows sum to 1, padding has exactly 0. */
  weigh(scores: tf.Tensor, prepared: tf.Tensor): tf.Tensor
}

import * as tf from '@tensorflow/tfjs-core'
import { crossEntropyRows } from './cross-entropy.ts'

/** Mean of `rows` [batch, target] over real target tokens: mask [batch, target]. */
export function tokenMean(rows: tf.Tensor2D, mask: tf.Tensor2D): tf.Scalar {
  return tf.div(tf.sum(tf.mul(rows, mask)), tf.sum(mask))
}

export interface SequenceLoss {
  /** Mean over real target tokens of the label-smoothed cross entropy, natural logarithm. */
  readonly loss: tf.Scalar
  /** Sum over real target tokens of -log p(token), without smoothing: what perplexity is made of. */
  readonly negativeLogLikelihood: tf.Scalar
  /** -log p(token) at every place, padding included: [target * batch], a step's rows together. */
  readonly placewise: tf.Tensor1D
  /** How many real target tokens the most probable token hits. */
  readonly correct: tf.Scalar
  /** How many real target tokens there are. */
  readonly tokens: tf.Scalar
}

/**
 * nn.CrossEntropyLoss(ignore_index=<pad>, label_smoothing): logits [target, batch, vocabulary], labels int32
 * [batch, target], mask [batch, target] of 1 on real tokens. Nothing is read back. Only `loss` carries a gradient.
 */
export function sequenceLoss(
  logits: tf.Tensor3D,
  labels: tf.Tensor2D,
  mask: tf.Tensor2D,
  labelSmoothing: number,
): SequenceLoss {
  const [target, batch, vocabulary] = logits.shape
  const rows = tf.reshape<tf.Rank.R2>(logits, [target * batch, vocabulary])
  const ids = tf.reshape<tf.Rank.R1>(tf.transpose(labels), [target * batch])
  const weights = tf.reshape<tf.Rank.R1>(tf.transpose(mask), [target * batch])
  const tokens = tf.sum<tf.Scalar>(weights)
  const entropy = crossEntropyRows(rows, ids, labelSmoothing, batch)
  const loss = tf.div<tf.Scalar>(tf.dot(entropy.smoothed, weights), tokens)
  const hits = tf.cast(tf.equal(tf.argMax(rows, 1), ids), 'float32')
  return {
    loss,
    negativeLogLikelihood: tf.dot(entropy.plain, weights) as tf.Scalar,
    placewise: entropy.plain,
    correct: tf.dot(hits, weights) as tf.Scalar,
    tokens,
  }
}

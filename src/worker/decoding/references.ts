import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'

/** The right targets of a batch, to be scored while the model decodes. */
export type References = Pick<Batch, 'size' | 'targetLength' | 'targetOutput' | 'targetMask'>

/** The reference tokens of some steps: int32 [count, rows], `<pad>` where a reference has ended and in rows beyond. */
export function referenceSteps(
  { size, targetLength, targetOutput }: References,
  { from, count, rows }: { from: number; count: number; rows: number },
): tf.Tensor2D {
  const ids = new Int32Array(count * rows)
  for (let step = 0; step < Math.min(count, targetLength - from); step++) {
    for (let row = 0; row < size; row++) ids[step * rows + row] = targetOutput[row * targetLength + from + step] ?? 0
  }
  return tf.tensor2d(ids, [count, rows], 'int32')
}

/** Natural log-probabilities of the tokens, int32 [batch], under logits [batch, vocabulary]. */
export function tokenScores(logits: tf.Tensor2D, tokens: tf.Tensor1D): tf.Tensor1D {
  const chosen = tf.sum<tf.Tensor1D>(tf.mul(logits, tf.oneHot(tokens, logits.shape[1], 1, 0, 'float32')), 1)
  return tf.sub(chosen, tf.logSumExp(logits, 1))
}

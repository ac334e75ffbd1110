import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import { crossEntropyRows } from '../training/cross-entropy.ts'

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

/** Natural log-probabilities of the tokens, int32 [rows], under logits [rows, vocabulary]. */
export function tokenScores(logits: tf.Tensor2D, tokens: tf.Tensor1D): tf.Tensor1D {
  return tf.neg(crossEntropyRows(logits, tokens, 0).plain)
}

// Cross entropy without a softmax kept between forward and backward pass.
import * as tf from '@tensorflow/tfjs-core'
import type { FusedOperation } from './fused-operation.ts'
import { all, pick, run } from './fused-operation.ts'
import { executeOp } from './native.ts'

export const crossEntropy: FusedOperation = {
  name: 'SaccadeCrossEntropy',
  inputs: ['logits', 'labels', 'smoothing'],
  outputs: 2, // entropies, normalizers
  save: { inputs: ['logits', 'labels', 'smoothing'], outputs: [false, true] },
  gradient: ([dy], [logits, labels, smoothing, normalizers]) => ({
    logits: () =>
      pick(executeOp('SaccadeCrossEntropyGradient', {}, all(dy, logits, labels, normalizers, smoothing), 1), 0),
  }),
}

/**
 * Cross entropy of softmax(logits) [rows, classes] with labels int32 [rows], of which the share `smoothing` is spread
 * evenly over the classes: [rows]. A label that is none of the classes is an error.
 */
export function fusedCrossEntropy(logits: tf.Tensor, labels: tf.Tensor, smoothing: number): tf.Tensor1D {
  const given = { logits, labels: tf.cast(labels, 'float32'), smoothing: tf.tensor1d([smoothing]) }
  return pick(run(crossEntropy, given), 0) as tf.Tensor1D
}

import * as tf from '@tensorflow/tfjs-core'
import { fusedAdditive, hasFusedOperations } from '../../engine/fused.ts'
import { tanh } from '../../nn/activations.ts'

/** queries [batch, target, 1, inner], keys [batch, 1, source, inner], v [inner, 1] → v · tanh(q + k), [batch, 1, target, source] */
export function sumOfTanh(queries: tf.Tensor, keys: tf.Tensor, v: tf.Tensor): tf.Tensor {
  const [batch = 0, target = 0, , inner = 0] = queries.shape
  const [, , source = 0] = keys.shape
  if (hasFusedOperations()) {
    const scores = fusedAdditive(
      tf.reshape(queries, [batch, target, inner]),
      tf.reshape(keys, [batch, source, inner]),
      tf.reshape(v, [inner]),
    )
    return tf.reshape(scores, [batch, 1, target, source])
  }
  const hidden = tanh(tf.add(queries, keys)) // [batch, target, source, inner]
  return tf.reshape(tf.matMul(tf.reshape(hidden, [-1, inner]), v), [batch, 1, target, source])
}

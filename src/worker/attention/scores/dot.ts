import * as tf from '@tensorflow/tfjs-core'
import type { CreateScore } from '../score.ts'

/** q · k: Luong 2015, section 3.1, “dot”. Query and key are of one size. */
export const createDot: CreateScore = () => ({ heads: 1, prepare: withHeadAxis, score: product })

/** [batch, length, size] → [batch, 1, length, size] */
export function withHeadAxis(x: tf.Tensor): tf.Tensor {
  const [batch = 0, length = 0, size = 0] = x.shape
  return tf.reshape(x, [batch, 1, length, size])
}

/** queries [batch, target, size], keys [batch, 1, source, size] → [batch, 1, target, source] */
export function product(queries: tf.Tensor, keys: tf.Tensor): tf.Tensor {
  return tf.matMul(withHeadAxis(queries), keys, false, true)
}

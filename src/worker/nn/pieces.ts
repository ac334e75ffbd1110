// tf.split and tf.unstack, whose gradients fail in tfjs where there is only one piece.
import * as tf from '@tensorflow/tfjs-core'

/** [count, ...rest] → count × [...rest] */
export function unstack(x: tf.Tensor): tf.Tensor[] {
  const [count = 0, ...rest] = x.shape
  return count === 1 ? [tf.reshape(x, rest)] : tf.unstack(x, 0)
}

/** Cuts an axis into pieces of the given sizes, which must add up to it. */
export function split(x: tf.Tensor, sizes: readonly number[], axis: number): tf.Tensor[] {
  return sizes.length === 1 ? [x] : tf.split(x, [...sizes], axis)
}

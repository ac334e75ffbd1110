import * as tf from '@tensorflow/tfjs-core'

/**
 * Computes a tensor off the gradient tape: what is used inside gets no gradient through the result. Needed around
 * operations that have none (argmax), and cheaper where none is wanted.
 */
export function withoutGradient(compute: () => tf.Tensor): tf.Tensor {
  // A custom gradient of an unrelated constant: inside one, tfjs records nothing.
  const detached = tf.customGrad(() => ({ value: compute(), gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy) }))
  return detached(tf.scalar(0))
}

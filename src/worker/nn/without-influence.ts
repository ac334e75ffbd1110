import * as tf from '@tensorflow/tfjs-core'
import { withGradient } from './with-gradient.ts'

/**
 * x, for a bias that is added behind it to all scores of a query alike: softmax does not see that. So it is not added, and
 * its gradient is 0. What rounding would leave of it differs from engine to engine, and Adam would make steps of full size
 * out of it.
 */
export function withoutInfluence(x: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return withGradient([x, bias], () => ({
    value: tf.clone(x),
    saved: { bias },
    gradient: (dy, saved) => [dy, tf.zerosLike(saved.bias)],
  }))
}

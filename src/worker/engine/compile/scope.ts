import * as tf from '@tensorflow/tfjs-core'

/** As `tf.tidy`, for work whose result holds no tensors: every tensor made in it is disposed of. */
export function inScope<Result>(work: () => Result): Result {
  tf.engine().startScope()
  try {
    return work()
  } finally {
    tf.engine().endScope()
  }
}

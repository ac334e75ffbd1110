import * as tf from '@tensorflow/tfjs-core'

/** As `tf.tidy`, for results that are not tensors only: every tensor made in it but those of `keep` is disposed of. */
export function inScope<Result>(work: () => Result, keep: (result: Result) => readonly tf.Tensor[] = () => []): Result {
  let kept: tf.Tensor[] = []
  tf.engine().startScope()
  try {
    const result = work()
    kept = [...keep(result)]
    return result
  } finally {
    tf.engine().endScope(kept)
  }
}

import * as tf from '@tensorflow/tfjs-core'

/** Numbers of real tokens: mask [batch, source] → one for each sentence. */
export function sourceLengths(mask: tf.Tensor2D): number[] {
  return tf.tidy(() => [...tf.sum(mask, 1).dataSync()])
}

/** Most tokens of a target, `<eos>` counted. */
export function lengthLimit(sourceLength: number, lengthFactor: number): number {
  return Math.floor(sourceLength * lengthFactor) + 10
}

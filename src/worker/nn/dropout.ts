import * as tf from '@tensorflow/tfjs-core'
import { statelessUniform } from '../engine/random.ts'

/** Dropout during training: null switches it off, as nn.Module.eval() does. */
export interface DropoutSource {
  /** int32 [2], a function of the run's seed and the step. */
  readonly seed: tf.Tensor1D
}

/**
 * Factors of inverted dropout (nn.Dropout): 0 with probability `rate`, else 1 / (1 - rate). Null where nothing is
 * dropped. A function of (seed, site) alone; no number is drawn in JavaScript, so the call can be traced.
 */
export function dropoutMask(
  shape: number[],
  rate: number,
  source: DropoutSource | null,
  site: string,
): tf.Tensor | null {
  if (!source || rate === 0) return null
  const kept = tf.greaterEqual(statelessUniform(shape, source.seed, site), rate)
  return tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate))
}

/** x with dropout; x itself where nothing is dropped. */
export function dropout(x: tf.Tensor, rate: number, source: DropoutSource | null, site: string): tf.Tensor {
  const mask = dropoutMask(x.shape, rate, source, site)
  return mask ? tf.mul(x, mask) : x
}

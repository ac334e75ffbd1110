import type * as tf from '@tensorflow/tfjs-core'
import { asFactor, multiply } from './linear.ts'
import { split } from './pieces.ts'

/**
 * One projection for each part of a cell's input: the weights [inputs, gates * hidden] cut by rows into `inputSizes`,
 * the bias [gates * hidden] with the first. Each maps [..., size] → [..., gates * hidden]; their sum is the
 * projection of the joined parts.
 */
export function projectParts(
  weight: tf.Tensor,
  bias: tf.Tensor,
  inputSizes: readonly number[],
): ((part: tf.Tensor) => tf.Tensor)[] {
  const rows = split(weight, inputSizes, 0)
  return rows.map((own, index) => {
    const factor = asFactor(own)
    return (part) => multiply(part, factor, index === 0 ? bias : null)
  })
}

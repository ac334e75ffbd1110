import * as tf from '@tensorflow/tfjs-core'
import type { Projection } from './cell.ts'
import { asFactor, multiply } from './linear.ts'
import { split } from './pieces.ts'

/**
 * One projection for each part of a cell's input: the weights [inputs, gates * hidden] cut by rows into `inputSizes`,
 * the bias [gates * hidden] with the first. Each maps [..., size] → [..., gates * hidden]; their sum is the
 * projection of the joined parts.
 */
export function projectParts(weight: tf.Tensor, bias: tf.Tensor, inputSizes: readonly number[]): Projection[] {
  const rows = split(weight, inputSizes, 0)
  return rows.map((own, index) => {
    const factor = asFactor(own)
    return (part, addend) => {
      if (index > 0 || !addend) return multiply(part, factor, index === 0 ? bias : (addend ?? null))
      return tf.add(multiply(part, factor, bias), addend)
    }
  })
}

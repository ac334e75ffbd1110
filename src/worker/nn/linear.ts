import * as tf from '@tensorflow/tfjs-core'
import type { Parameters } from './parameters.ts'

/** x W + b over the last axis. `weight` is [inputs, outputs], the transpose of nn.Linear's. */
export interface Linear {
  readonly inputs: number
  readonly outputs: number
  readonly weight: tf.Variable
  readonly bias: tf.Variable | null
  /** [..., inputs] → [..., outputs] */
  apply(x: tf.Tensor): tf.Tensor
}

/** nn.Linear(inputs, outputs, bias): parameters `NAME.weight` and `NAME.bias`. */
export function createLinear(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
  { bias: withBias = true } = {},
): Linear {
  const bound = 1 / Math.sqrt(inputs)
  const weight = parameters.matrix(`${name}.weight`, inputs, outputs, bound)
  const bias = withBias ? parameters.bias(`${name}.bias`, outputs, bound) : null
  return { inputs, outputs, weight, bias, apply: (x) => affine(x, weight, bias) }
}

/** x W + b over the last axis: [..., inputs], [inputs, outputs], [outputs] → [..., outputs], as one matrix product. */
export function affine(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor | null): tf.Tensor {
  const [inputs = 0, outputs = 0] = weight.shape
  const flat = x.rank === 2 ? x : tf.reshape(x, [-1, inputs])
  const product = tf.matMul(flat, weight)
  const sum = bias ? tf.add(product, bias) : product
  return x.rank === 2 ? sum : tf.reshape(sum, [...x.shape.slice(0, -1), outputs])
}

import * as tf from '@tensorflow/tfjs-core'
import { affine } from '../../nn/linear.ts'
import type { Parameters } from '../../nn/parameters.ts'
import { withGradient } from '../../nn/with-gradient.ts'
import type { CreateScore } from '../score.ts'

/**
 * nn.MultiheadAttention(embed_dim=query, num_heads=heads, kdim=key, vdim=key): queries, keys and values projected to
 * the width of the query, scaled dot products in each head, and an output projection (Vaswani 2017, section 3.2.2).
 * `query`, `key` and `value` hold PyTorch's in_proj weights, transposed, and thirds of in_proj_bias.
 */
export const createMultiHead: CreateScore = (parameters, name, { query: width, key, heads }) => {
  const query = createProjection(parameters, `${name}.query`, width, width)
  const keys = createProjection(parameters, `${name}.key`, key, width, withoutInfluence)
  const values = createProjection(parameters, `${name}.value`, key, width)
  const output = createProjection(parameters, `${name}.output`, width, width)
  const scale = 1 / Math.sqrt(width / heads)
  return {
    heads,
    prepare: (outputs) => splitHeads(tf.mul(keys(outputs), scale), heads),
    score: (queries, prepared) => tf.matMul(splitHeads(query(queries), heads), prepared, false, true),
    values: {
      size: width,
      prepare: (outputs) => splitHeads(values(outputs), heads),
      join: (weighted) => output(joinHeads(weighted)),
    },
  }
}

/** x W + b with Glorot uniform weights and zero bias, as nn.MultiheadAttention starts. */
function createProjection(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
  treat: (bias: tf.Tensor) => tf.Tensor = (bias) => bias,
): (x: tf.Tensor) => tf.Tensor {
  const weight = parameters.matrix(`${name}.weight`, inputs, outputs, Math.sqrt(6 / (inputs + outputs)))
  const bias = parameters.bias(`${name}.bias`, outputs, 0)
  return (x) => affine(x, weight, treat(bias))
}

/**
 * The bias of the keys shifts all scores of a query alike, which softmax does not see: its gradient is 0. What rounding
 * would leave of it differs from engine to engine, and Adam would make steps of full size out of it.
 */
function withoutInfluence(bias: tf.Tensor): tf.Tensor {
  return withGradient([bias], () => ({
    value: tf.clone(bias),
    saved: {},
    gradient: (dy) => [tf.zerosLike(dy)],
  }))
}

/** [batch, length, width] → [batch, heads, length, width / heads] */
function splitHeads(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch = 0, length = 0, width = 0] = x.shape
  return tf.transpose(tf.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3])
}

/** [batch, heads, length, size] → [batch, length, heads * size] */
function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch = 0, heads = 0, length = 0, size = 0] = x.shape
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * size])
}

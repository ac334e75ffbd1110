import * as tf from '@tensorflow/tfjs-core'
import { glorotBound } from '../../nn/draw.ts'
import { affine } from '../../nn/linear.ts'
import type { Parameters } from '../../nn/parameters.ts'
import { withoutInfluence } from '../../nn/without-influence.ts'
import type { CreateScore } from '../score.ts'

/**
 * nn.MultiheadAttention(embed_dim=query, num_heads=heads, kdim=key, vdim=key): queries, keys and values projected to
 * the width of the query, scaled dot products in each head, and an output projection (Vaswani 2017, section 3.2.2).
 * `query`, `key` and `value` hold PyTorch's in_proj weights, transposed, and thirds of in_proj_bias.
 */
export const createMultiHead: CreateScore = (parameters, name, { query: width, key, heads }) => {
  const bounds = boundsOf(parameters.scheme, width, key)
  const create = (part: 'query' | 'key' | 'value' | 'output', inputs: number) => ({
    weight: parameters.matrix(`${name}.${part}.weight`, inputs, width, bounds[part]),
    bias: parameters.bias(`${name}.${part}.bias`, width, 0),
  })
  const query = create('query', width)
  const keys = create('key', key)
  const values = create('value', key)
  const output = create('output', width)
  const scale = 1 / Math.sqrt(width / heads)
  return {
    heads,
    prepare: (outputs) => {
      const projected = withoutInfluence(affine(outputs, keys.weight, null), keys.bias)
      return splitHeads(tf.mul(projected, scale), heads)
    },
    score: (queries, prepared) =>
      tf.matMul(splitHeads(affine(queries, query.weight, query.bias), heads), prepared, false, true),
    values: {
      size: width,
      prepare: (outputs) => splitHeads(affine(outputs, values.weight, values.bias), heads),
      join: (weighted) => affine(joinHeads(weighted), output.weight, output.bias),
    },
  }
}

/**
 * How far from 0 the first weights lie. PyTorch draws queries, keys and values as one Glorot uniform matrix of three times
 * as many outputs where they are of one width, else each by itself, and the output as any nn.Linear; biases start at 0.
 */
function boundsOf(scheme: Parameters['scheme'], width: number, key: number) {
  const [own, memory] = [glorotBound(width, width), glorotBound(key, width)]
  if (scheme === 'pytorch-0.1') return { query: own, key: memory, value: memory, output: own }
  const output = 1 / Math.sqrt(width)
  if (key !== width) return { query: own, key: memory, value: memory, output }
  const together = glorotBound(width, 3 * width)
  return { query: together, key: together, value: together, output }
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

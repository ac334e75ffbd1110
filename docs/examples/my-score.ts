// An attention score of your own: the negative distance of query and key, both projected to one width.
// Name this file in a configuration: { "model": { "attention": { "score": "./my-score.ts" } } }
//
// TensorFlow.js is the only thing that can be imported, since this one file is all that you say yes to.
import * as tf from '@tensorflow/tfjs-core'

/** Makes trainable variables, drawn from the run's seed and the name; names must start with the one given. */
interface Parameters {
  /** [inputs, outputs], drawn uniformly within ±bound by default (`model.initialization` may say otherwise). */
  matrix(name: string, inputs: number, outputs: number, bound: number): tf.Variable
  /** [size], likewise. */
  bias(name: string, size: number, bound: number): tf.Variable
}

interface Sizes {
  /** Numbers in a query, and in a key (an encoder output). */
  readonly query: number
  readonly key: number
  /** `model.attention.size` and `model.attention.heads`, for whatever you need them. */
  readonly inner: number
  readonly heads: number
  /** Whether `score` is given the coverage: `model.attention.coverage`. */
  readonly coverage: boolean
}

interface Score {
  readonly heads: number
  /** Once a sentence: encoder outputs [batch, source, key] → keys as `score` wants them, [batch, …]. */
  prepare(outputs: tf.Tensor): tf.Tensor
  /**
   * queries [batch, target, query], prepared keys → [batch, heads, target, source], any finite numbers. With coverage,
   * target is 1 and `coverage` [batch, source] the sum of the weights of the steps before.
   */
  score(queries: tf.Tensor, keys: tf.Tensor, coverage: tf.Tensor | null): tf.Tensor
  /** Needed for several heads; else the context is the mean of the encoder outputs under the weights. */
  readonly values?: {
    /** Numbers in a context. */
    readonly size: number
    /** Once a sentence: encoder outputs [batch, source, key] → [batch, heads, source, …]. */
    prepare(outputs: tf.Tensor): tf.Tensor
    /** Weighted values [batch, heads, target, …] → context [batch, target, size]. */
    join(weighted: tf.Tensor): tf.Tensor
  }
}

export function createScore(parameters: Parameters, name: string, { query, key, inner }: Sizes): Score {
  const queryWeight = parameters.matrix(`${name}.query`, query, inner, 1 / Math.sqrt(query))
  const keyWeight = parameters.matrix(`${name}.key`, key, inner, 1 / Math.sqrt(key))
  return {
    heads: 1,
    prepare: (outputs) => project(outputs, keyWeight),
    score: (queries, keys) => {
      const rows = tf.expandDims(project(queries, queryWeight), 2) // [batch, target, 1, inner]
      const distance = tf.sum(tf.square(tf.sub(rows, tf.expandDims(keys, 1))), -1) // [batch, target, source]
      return tf.expandDims(tf.neg(distance), 1)
    },
  }
}

/** [batch, length, inputs] by [inputs, outputs] → [batch, length, outputs] */
function project(x: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  const [batch = 0, length = 0, inputs = 0] = x.shape
  const [, outputs = 0] = weight.shape
  return tf.reshape(tf.matMul(tf.reshape(x, [batch * length, inputs]), weight), [batch, length, outputs])
}

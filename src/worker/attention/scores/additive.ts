import * as tf from '@tensorflow/tfjs-core'
import { asFactor, createLinear, multiply } from '../../nn/linear.ts'
import type { CreateScore } from '../score.ts'
import { sumOfTanh } from './sum-of-tanh.ts'

/**
 * v · tanh(W₁ q + W₂ k), without biases: Bahdanau 2015, appendix A.1.2. With coverage c, the sum of a position's
 * weights so far: v · tanh(W₁ q + W₂ k + w c), See 2017, equation 11; parameter `NAME.coverage.weight`, [1, inner].
 */
export const createAdditive: CreateScore = (parameters, name, { query, key, inner, coverage: covering }) => {
  const queryLayer = createLinear(parameters, `${name}.query`, query, inner, { bias: false })
  const keyLayer = createLinear(parameters, `${name}.key`, key, inner, { bias: false })
  const v = parameters.matrix(`${name}.v`, inner, 1, 1 / Math.sqrt(inner))
  const coverageLayer = covering ? createLinear(parameters, `${name}.coverage`, 1, inner, { bias: false }) : null
  return {
    heads: 1,
    prepare: (outputs) => {
      const [batch = 0, source = 0] = outputs.shape
      return tf.reshape(keyLayer.apply(outputs), [batch, 1, source, inner])
    },
    score: (queries, keys, coverage) => {
      const [batch = 0, target = 0] = queries.shape
      const covered = coverageLayer && coverage ? tf.add(keys, project(coverage, coverageLayer.weight)) : keys
      // Packed once for all steps: a compiled graph computes equal things but once.
      const rows = multiply(tf.reshape(queries, [batch * target, query]), asFactor(queryLayer.weight), null)
      return sumOfTanh(tf.reshape(rows, [batch, target, 1, inner]), covered, v)
    },
  }
}

/** coverage [batch, source], weight [1, inner] → [batch, 1, source, inner] */
function project(coverage: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  const [batch = 0, source = 0] = coverage.shape
  return tf.reshape(tf.matMul(tf.reshape(coverage, [batch * source, 1]), weight), [
    batch,
    1,
    source,
    weight.shape[1] ?? 0,
  ])
}

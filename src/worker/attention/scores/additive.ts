import * as tf from '@tensorflow/tfjs-core'
import { affine, asFactor, createLinear, multiply } from '../../nn/linear.ts'
import { withoutInfluence } from '../../nn/without-influence.ts'
import type { CreateScore } from '../score.ts'
import { sumOfTanh } from './sum-of-tanh.ts'

/**
 * v · tanh(W₁ q + W₂ k), without biases: Bahdanau 2015, appendix A.1.2. With `bias` v · tanh(W₁ q + b₁ + W₂ k + b₂) + b₃,
 * three nn.Linear; parameters `NAME.query.bias`, `NAME.key.bias` and `NAME.v.bias`. With coverage c, the sum of a position's
 * weights so far, w c joins the sum under the tanh: See 2017, equation 11; parameter `NAME.coverage.weight`, [1, inner].
 */
export const createAdditive: CreateScore = (parameters, name, { query, key, inner, bias, coverage: covering }) => {
  const queryLayer = createLinear(parameters, `${name}.query`, query, inner, { bias })
  const keyLayer = createLinear(parameters, `${name}.key`, key, inner, { bias })
  const v = parameters.matrix(`${name}.v`, inner, 1, 1 / Math.sqrt(inner))
  const vBias = bias ? parameters.bias(`${name}.v.bias`, 1, 1 / Math.sqrt(inner)) : null
  const coverageLayer = covering ? createLinear(parameters, `${name}.coverage`, 1, inner, { bias: false }) : null

  /** b₁ + b₂, which go with the keys, once a sentence; b₃ shifts all scores alike. */
  function biases(): tf.Tensor | null {
    if (!queryLayer.bias || !keyLayer.bias || !vBias) return null
    return withoutInfluence(tf.add(queryLayer.bias, keyLayer.bias), vBias)
  }

  return {
    heads: 1,
    prepare: (outputs) => {
      const [batch = 0, source = 0] = outputs.shape
      return tf.reshape(affine(outputs, keyLayer.weight, biases()), [batch, 1, source, inner])
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

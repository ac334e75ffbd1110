import * as tf from '@tensorflow/tfjs-core'
import { affine, createLinear } from '../../nn/linear.ts'
import type { CreateScore } from '../score.ts'
import { sumOfTanh } from './sum-of-tanh.ts'

/** v · tanh(W₁ q + W₂ k), without biases: Bahdanau 2015, appendix A.1.2. */
export const createAdditive: CreateScore = (parameters, name, { query, key, inner }) => {
  const queryLayer = createLinear(parameters, `${name}.query`, query, inner, { bias: false })
  const keyLayer = createLinear(parameters, `${name}.key`, key, inner, { bias: false })
  const v = parameters.matrix(`${name}.v`, inner, 1, 1 / Math.sqrt(inner))
  return {
    heads: 1,
    prepare: (outputs) => {
      const [batch = 0, source = 0] = outputs.shape
      return tf.reshape(keyLayer.apply(outputs), [batch, 1, source, inner])
    },
    score: (queries, keys) => {
      const [batch = 0, target = 0] = queries.shape
      const rows = affine(tf.reshape(queries, [batch * target, query]), queryLayer.weight, null)
      return sumOfTanh(tf.reshape(rows, [batch, target, 1, inner]), keys, v)
    },
  }
}

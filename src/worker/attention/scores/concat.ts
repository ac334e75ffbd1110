import * as tf from '@tensorflow/tfjs-core'
import { affine } from '../../nn/linear.ts'
import type { CreateScore } from '../score.ts'
import { sumOfTanh } from './sum-of-tanh.ts'

/**
 * v · tanh(W [q; k]): Luong 2015, section 3.1, “concat”, without a bias. One matrix W [query + key, inner], cut by
 * rows, so that the keys' share is computed once a sentence.
 */
export const createConcat: CreateScore = (parameters, name, { query, key, inner }) => {
  const weight = parameters.matrix(`${name}.weight`, query + key, inner, 1 / Math.sqrt(query + key))
  const v = parameters.matrix(`${name}.v`, inner, 1, 1 / Math.sqrt(inner))
  return {
    heads: 1,
    prepare: (outputs) => {
      const [batch = 0, source = 0] = outputs.shape
      const rows = tf.slice(weight, [query, 0], [key, inner])
      return tf.reshape(affine(outputs, rows, null), [batch, 1, source, inner])
    },
    score: (queries, keys) => {
      const [batch = 0, target = 0] = queries.shape
      const rows = affine(tf.reshape(queries, [batch * target, query]), tf.slice(weight, [0, 0], [query, inner]), null)
      return sumOfTanh(tf.reshape(rows, [batch, target, 1, inner]), keys, v)
    },
  }
}

import * as tf from '@tensorflow/tfjs-core'
import { tanh } from '../../nn/activations.ts'
import { affine, createLinear } from '../../nn/linear.ts'
import type { CreateSpan } from '../span.ts'
import { distances, excludeOutside, massOutside, prepareWindow, withoutLastAxis } from './window.ts'

/**
 * The centre is predicted, p = S σ(v · tanh(W q)) with S the number of real source tokens, and within |s - p| ≤ D the
 * weights are those of the softmax times a Gaussian around p with σ = D / 2: Luong 2015, equations 9 and 10,
 * “local-p”. All heads share one centre. With `renormalize`, unlike in the paper, the product is divided by its sum, so that
 * rows sum to 1; and that is the softmax of the scores with the Gaussian's logarithm -(s - p)² / 2σ² added, which is what
 * is computed. As in the paper, p learns through the Gaussian alone. p < S, so a position is always in reach.
 */
export const createLocalPredicted: CreateSpan = (parameters, name, { window, renormalize }, query) => {
  const layer = createLinear(parameters, `${name}.centre`, query, query, { bias: false })
  const v = parameters.matrix(`${name}.centre.v`, query, 1, 1 / Math.sqrt(query))
  const steepness = -2 / (window * window) // -1 / 2σ²
  return {
    prepare: prepareWindow,
    shape: (scores, { queries, part }) => {
      const centre = tf.mul(tf.sigmoid(affine(tanh(layer.apply(queries)), v, null)), part('length')) // [batch, target, 1]
      const distance = distances(part('places'), centre)
      const logarithm = tf.mul(tf.square(distance), steepness)
      const exclusion = excludeOutside(distance, window, part('real'))
      return {
        scores: renormalize ? tf.add(scores, logarithm) : scores,
        exclusion,
        factor: renormalize ? null : tf.exp(logarithm),
        centres: withoutLastAxis(centre),
        outside: () => massOutside(scores, exclusion, part('real')),
      }
    },
  }
}

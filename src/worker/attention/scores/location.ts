import * as tf from '@tensorflow/tfjs-core'
import { affine } from '../../nn/linear.ts'
import type { CreateScore } from '../score.ts'
import { withHeadAxis } from './dot.ts'

/** Beside any real score its exponential is exactly 0, and with the mask's own addend it is still finite. */
const BEYOND = -1e30

/**
 * Row s of W q: Luong 2015, equation 8, “location”. Who asks alone decides where to look; what stands there is not
 * looked at. W is [query, positions], so a shorter sentence uses its first columns, and a position beyond the last
 * column gets no weight, as in the paper. `checkSourceLengths` refuses sentences that have such positions.
 */
export const createLocation: CreateScore = (parameters, name, { query, positions }) => {
  const weight = parameters.matrix(`${name}.location.weight`, query, positions, 1 / Math.sqrt(query))
  return {
    heads: 1,
    // Only how many keys there are matters.
    prepare: (outputs) => withHeadAxis(tf.slice(outputs, [0, 0, 0], [-1, -1, 1])),
    score: (queries, keys) => {
      const [, , source = 0] = keys.shape
      const known = Math.min(source, positions)
      const scores = withHeadAxis(affine(queries, tf.slice(weight, [0, 0], [query, known]), null))
      return known === source ? scores : extend(scores, source - known)
    },
  }
}

/** Positions that nobody may look at, behind the others: [batch, 1, target, known] → [batch, 1, target, known + more] */
function extend(scores: tf.Tensor, more: number): tf.Tensor {
  const whole: [number, number] = [0, 0]
  return tf.pad(scores, [whole, whole, whole, [0, more]], BEYOND)
}

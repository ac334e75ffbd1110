import * as tf from '@tensorflow/tfjs-core'
import { withoutGradient } from '../../nn/without-gradient.ts'
import { createExclusion, maskedSoftmax } from '../masked-softmax.ts'

/** What a window needs of a sentence, from the mask [batch, source]. */
export function prepareWindow(mask: tf.Tensor2D): Record<string, tf.Tensor> {
  const [batch, source] = mask.shape
  return {
    real: tf.reshape(mask, [batch, 1, 1, source]),
    // Counted from the mask, so that every part has the batch in front. Padding gets the sentence's length.
    places: tf.reshape(tf.cumsum(mask, 1, true), [batch, 1, 1, source]),
    length: tf.reshape(tf.sum(mask, 1), [batch, 1, 1]),
  }
}

/** places - centre: [batch, 1, 1, source], centre [batch, target, 1] → [batch, 1, target, source] */
export function distances(places: tf.Tensor, centre: tf.Tensor): tf.Tensor {
  return tf.sub(places, tf.expandDims(centre, 1))
}

/**
 * What keeps the weights inside |distance| ≤ reach and off padding: an addend for scores like {@link createExclusion}'s,
 * [batch, 1, target, source]. The border itself has no gradient.
 */
export function excludeOutside(distance: tf.Tensor, reach: number, real: tf.Tensor): tf.Tensor {
  return withoutGradient(() => {
    const inside = tf.cast(tf.lessEqual(tf.abs(distance), reach), 'float32')
    return createExclusion(tf.mul(inside, real))
  })
}

/**
 * The attention that a window cuts off: what a softmax of the same scores [batch, heads, target, source] over the whole
 * sentence gives to the positions that `exclusion` keeps it from, and `real` (1 where there is no padding) does not.
 * @returns [batch, heads, target], from 0 to 1
 */
export function massOutside(scores: tf.Tensor, exclusion: tf.Tensor, real: tf.Tensor): tf.Tensor {
  const whole = maskedSoftmax(scores, createExclusion(real))
  return tf.sum(tf.mul(whole, tf.cast(tf.less(exclusion, 0), 'float32')), -1)
}

/** [batch, target, 1] → [batch, target] */
export function withoutLastAxis(centre: tf.Tensor): tf.Tensor {
  const [batch = 0, target = 0] = centre.shape
  return tf.reshape(centre, [batch, target])
}

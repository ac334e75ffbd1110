import * as tf from '@tensorflow/tfjs-core'
import type { CreateSpan } from '../span.ts'
import { distances, excludeOutside, massOutside, prepareWindow, withoutLastAxis } from './window.ts'

/**
 * Softmax over the window |s - p| ≤ D around a centre that moves on with the target: Luong 2015, section 3.2,
 * “local-m”. p = t, or p = t * ratio for languages of unequal length; both stop at the last source position, so that
 * the window always holds one. The ratio S/T is a setting, not measured on the sentence, whose T nobody knows while
 * it is being decoded: so a reference that is fed and the model's own tokens meet the same windows.
 */
export const createLocalMonotonic: CreateSpan = (_parameters, _name, { window, centre: kind, ratio }) => ({
  prepare: prepareWindow,
  shape: (scores, { positions, part }) => {
    const aim = kind === 'ratio' ? tf.mul(positions, ratio) : positions
    // A row of padding alone has length 0.
    const centre = tf.minimum(aim, tf.relu(tf.sub(part('length'), 1))) // [batch, target, 1]
    const exclusion = excludeOutside(distances(part('places'), centre), window, part('real'))
    const outside = () => massOutside(scores, exclusion, part('real'))
    return { scores, exclusion, factor: null, centres: withoutLastAxis(centre), outside }
  },
})

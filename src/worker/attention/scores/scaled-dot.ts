import * as tf from '@tensorflow/tfjs-core'
import type { CreateScore } from '../score.ts'
import { product, withHeadAxis } from './dot.ts'

/** q · k / √size: Vaswani 2017, section 3.2.1. The keys are scaled, once a sentence. */
export const createScaledDot: CreateScore = (_parameters, _name, { key }) => ({
  heads: 1,
  prepare: (outputs) => tf.mul(withHeadAxis(outputs), 1 / Math.sqrt(key)),
  score: product,
})

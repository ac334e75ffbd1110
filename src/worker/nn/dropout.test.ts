import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadEngine } from '../engine/load.ts'
import { stepSeed } from '../engine/random.ts'
import { dropout } from './dropout.ts'

beforeAll(async () => {
  await loadEngine()
})

function drop(step: number, site: string): Float32Array {
  return tf.tidy(() => {
    const seed = tf.tensor1d(stepSeed(1, step), 'int32')
    return Float32Array.from(dropout(tf.ones([100, 100]), 0.3, { seed }, site).dataSync())
  })
}

describe('dropout', () => {
  it('zeroes its share and scales the rest so that the mean stays', () => {
    const values = drop(1, 'here')
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.7)]))
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(1, 1.5)
  })

  it('is a function of step and site', () => {
    expect(drop(1, 'here')).toEqual(drop(1, 'here'))
    expect(drop(2, 'here')).not.toEqual(drop(1, 'here'))
    expect(drop(1, 'there')).not.toEqual(drop(1, 'here'))
  })

  it('leaves the tensor alone outside training and at rate 0', () => {
    tf.tidy(() => {
      const x = tf.ones([2])
      expect(dropout(x, 0.3, null, 'here')).toBe(x)
      expect(dropout(x, 0, { seed: tf.tensor1d([1, 2], 'int32') }, 'here')).toBe(x)
    })
  })
})

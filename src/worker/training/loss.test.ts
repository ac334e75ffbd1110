import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectGradients } from '../../../test/support/numbers.ts'
import { loadEngine } from '../engine/load.ts'
import { sequenceLoss } from './loss.ts'

beforeAll(async () => {
  await loadEngine()
})

const labels = () =>
  tf.tensor2d(
    [
      [3, 2, 0],
      [1, 4, 2],
    ],
    undefined,
    'int32',
  )
const mask = () =>
  tf.tensor2d([
    [1, 1, 0],
    [1, 1, 1],
  ])
/** [target, batch, vocabulary] */
const randomLogits = () => tf.randomNormal<tf.Rank.R3>([3, 2, 5], 0, 2, 'float32', 1)

/** By the definition: mean over real tokens of -Σ q log p. */
function byHand(logits: number[][][], smoothing: number): { loss: number; nll: number } {
  const ids = labels().arraySync()
  const real = mask().arraySync()
  let loss = 0
  let nll = 0
  let tokens = 0
  logits.forEach((step, time) => {
    step.forEach((scores, row) => {
      if (real[row]?.[time] !== 1) return
      const sum = scores.reduce((total, score) => total + Math.exp(score), 0)
      scores.forEach((score, id) => {
        const logProbability = score - Math.log(sum)
        const isLabel = ids[row]?.[time] === id
        loss -= ((isLabel ? 1 - smoothing : 0) + smoothing / scores.length) * logProbability
        if (isLabel) nll -= logProbability
      })
      tokens++
    })
  })
  return { loss: loss / tokens, nll }
}

const number = (x: tf.Tensor) => x.dataSync()[0] ?? NaN

describe.each([0, 0.1])('smoothing %d', (smoothing) => {
  it('is the mean cross entropy over real tokens', () => {
    tf.tidy(() => {
      const logits = randomLogits()
      const result = sequenceLoss(logits, labels(), mask(), smoothing)
      const expected = byHand(logits.arraySync(), smoothing)
      expect(number(result.loss)).toBeCloseTo(expected.loss, 5)
      expect(number(result.negativeLogLikelihood)).toBeCloseTo(expected.nll, 4)
      expect(number(result.tokens)).toBe(5)
    })
  })

  it('has the gradient that differences show, and none at padding', () => {
    tf.tidy(() => {
      const loss = (logits: tf.Tensor) =>
        sequenceLoss(tf.reshape<tf.Rank.R3>(logits, [3, 2, 5]), labels(), mask(), smoothing).loss
      expectGradients(loss, [randomLogits()])
      const padding = tf.slice(tf.grad(loss)(randomLogits()), [2, 0, 0], [1, 1, 5])
      expect([...padding.dataSync()].every((value) => value === 0)).toBe(true)
    })
  })
})

describe('sequenceLoss', () => {
  it('stays finite for extreme logits', () => {
    tf.tidy(() => {
      const logits = tf.mul<tf.Tensor3D>(randomLogits(), 1e4)
      const { loss } = sequenceLoss(logits, labels(), mask(), 0.1)
      expect(number(loss)).toBeGreaterThan(1000)
      expect(Number.isFinite(number(loss))).toBe(true)
    })
  })

  it('counts the real tokens that were hit', () => {
    tf.tidy(() => {
      const right = tf.oneHot(tf.transpose(labels()), 5, 1, 0, 'float32') as tf.Tensor3D
      expect(number(sequenceLoss(right, labels(), mask(), 0).correct)).toBe(5)
      const firstId = tf.oneHot(tf.zerosLike(tf.transpose(labels())), 5, 1, 0, 'float32') as tf.Tensor3D
      expect(number(sequenceLoss(firstId, labels(), mask(), 0).correct)).toBe(0)
    })
  })
})

import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'

/** Largest absolute difference; NaN where the lengths differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return NaN
  let largest = 0
  for (let index = 0; index < actual.length; index++) {
    const difference = Math.abs((actual[index] ?? NaN) - (expected[index] ?? NaN))
    if (!(difference <= largest)) largest = difference // also where it is NaN
  }
  return largest
}

export function expectClose(actual: tf.Tensor, expected: tf.Tensor, within: number, what = ''): void {
  expect(actual.shape, what).toEqual(expected.shape)
  const difference = largestDifference(actual.dataSync(), expected.dataSync())
  expect(difference, `largest difference ${what}`).toBeLessThanOrEqual(within)
}

/**
 * Checks the gradients of a scalar function by central differences along one random direction for each input.
 * float32 leaves about three digits, so keep values near 1.
 */
export function expectGradients(compute: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: readonly tf.Tensor[]): void {
  tf.tidy(() => {
    const gradients = tf.grads((...all) => compute(...all))([...inputs])
    inputs.forEach((input, index) => {
      const gradient = gradients[index]
      if (!gradient) throw new Error(`Input ${index} has no gradient.`)
      const direction = tf.randomNormal(input.shape, 0, 1, 'float32', 7 + index)
      const step = 0.01
      const along = (distance: number) => {
        const moved = [...inputs]
        moved[index] = tf.add(input, tf.mul(direction, distance))
        return compute(...moved).dataSync()[0] ?? NaN
      }
      const measured = (along(step) - along(-step)) / (2 * step)
      const claimed = tf.sum(tf.mul(gradient, direction)).dataSync()[0] ?? NaN
      const size = Math.max(1, Math.abs(measured))
      expect(
        Math.abs(measured - claimed) / size,
        `gradient of input ${index}: ${claimed}, measured ${measured}`,
      ).toBeLessThan(3e-3)
      expect(Math.abs(claimed), `gradient of input ${index} is not zero`).toBeGreaterThan(1e-4)
    })
  })
}

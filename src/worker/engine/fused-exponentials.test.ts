import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fusedAdditive, fusedLstm } from './fused.ts'
import { loadEngine } from './load.ts'

beforeAll(async () => {
  const { description } = await loadEngine({ engine: 'tensorflow', device: 'cpu' })
  expect(description.kernels).toMatchObject({ used: true, why: '', fix: '' })
})

describe('the exponential functions of fused operations', () => {
  // Every sign and magnitude up to 100, the neighbourhoods of 0 and of the powers of 2 that e^x passes, and beyond.
  const magnitudes = [
    ...Array.from({ length: 20_000 }, (_, i) => (i * 100) / 20_000),
    ...Array.from({ length: 2_000 }, (_, i) => 1e-30 * 1.035 ** i).filter((x) => x < 100),
    ...Array.from({ length: 144 }, (_, i) => (i + 0.5) * Math.LN2),
    1e4,
    1e10,
    1e38,
    Infinity,
  ]
  const points = Float32Array.from(magnitudes.flatMap((x) => [x, -x]))

  function worstRelative(values: ArrayLike<number>, exact: (x: number) => number): number {
    let worst = 0
    points.forEach((x, i) => {
      const expected = exact(x)
      // What float32 cannot hold in full may be anything as small.
      const error = Math.abs(values[i]! - expected) / Math.max(Math.abs(expected), 1e-31)
      if (!(error <= worst)) worst = error // NaN counts
    })
    return worst
  }

  it('tanh is right to 3e-7 relative', () => {
    const values = tf.tidy(() =>
      fusedAdditive(
        tf.tensor3d(points, [points.length, 1, 1]),
        tf.zeros([points.length, 1, 1]),
        tf.ones([1]),
      ).dataSync(),
    )
    expect(worstRelative(values, Math.tanh)).toBeLessThan(3e-7)
  })

  it('σ is right to 3e-7 relative', () => {
    // With open forget gate's input g = 0 and i shut out, c' = σ(f) c, of which c = 1 leaves σ(f).
    const values = tf.tidy(() => {
      const f = tf.tensor2d(points, [points.length, 1])
      const zero = tf.zeros([points.length, 1])
      const input = tf.concat([zero, f, zero, zero], 1)
      return fusedLstm(input, tf.zerosLike(input), tf.ones([points.length, 1]))[1].dataSync()
    })
    expect(worstRelative(values, (x) => 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-7)
  })
})

import { expect, it } from 'vitest'
import { poolWeights } from './pool.ts'

it('keeps every peak of a map of more cells than pixels, of a difference in both directions', () => {
  const weights = new Float32Array(64).fill(0.01)
  weights[8 * 3 + 5] = 0.9
  weights[8 * 6 + 1] = -0.5
  weights[8 * 6 + 2] = NaN
  const pooled = poolWeights(weights, { rows: 8, columns: 8 }, { rows: 2, columns: 2 })
  expect(Array.from(pooled, (weight) => Number(weight.toFixed(2)))).toEqual([0.01, 0.9, -0.5, 0.01])
  expect([...poolWeights(Float32Array.of(NaN, NaN), { rows: 1, columns: 2 }, { rows: 1, columns: 1 })]).toEqual([NaN])
})

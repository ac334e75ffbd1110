import { expect, it } from 'vitest'
import { spreadOf } from './spread.ts'

it('gives mean, sample deviation and standard error, and passes over what is not finite', () => {
  // By hand: mean 5, squares 9+1+1+1+0+0+4+16 = 32, 32/7.
  const { n, mean, deviation, error, min, max } = spreadOf([2, 4, 4, NaN, 4, 5, 5, 7, 9, Infinity])
  expect({ n, mean, min, max }).toEqual({ n: 8, mean: 5, min: 2, max: 9 })
  expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 12)
  expect(error).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12)
})

it('tells one value and none apart', () => {
  expect(spreadOf([3])).toMatchObject({ n: 1, mean: 3, deviation: NaN, min: 3 })
  expect(spreadOf([NaN])).toEqual({ n: 0, mean: NaN, deviation: NaN, error: NaN, min: NaN, max: NaN })
})

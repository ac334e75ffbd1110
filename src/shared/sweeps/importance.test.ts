import { expect, test } from 'vitest'
import { importanceOf } from './importance.ts'

test('the share of variance between the groups of a setting, the most important first', () => {
  const runs = [
    { value: 0, settings: { size: 1, rate: 'low' } },
    { value: 2, settings: { size: 2, rate: 'low' } },
    { value: 4, settings: { size: 1, rate: 'high' } },
    { value: 6, settings: { size: 2, rate: 'high' } },
  ]
  const found = importanceOf(['size', 'rate', 'other'], [...runs, { value: NaN, settings: { size: 9, rate: 'none' } }])
  // Total 9 + 1 + 1 + 9 = 20; within rates 2 + 2 = 4; within sizes 8 + 8 = 16.
  expect(found.map(({ path, share }) => [path, share])).toEqual([
    ['rate', 0.8],
    ['size', 0.19999999999999996],
    ['other', NaN],
  ])
  expect(found[0]?.groups).toEqual([
    { text: 'low', n: 2, mean: 1 },
    { text: 'high', n: 2, mean: 5 },
  ])
})

test('numbers that nearly all differ are put into five groups by rank; one run a value tells nothing', () => {
  const runs = Array.from({ length: 100 }, (_, index) => ({
    value: index,
    settings: { rate: index / 100, id: `r${index}` },
  }))
  const [first, second] = importanceOf(['rate', 'id'], runs)
  expect(first?.groups.map(({ n }) => n)).toEqual([20, 20, 20, 20, 20])
  expect(first?.share).toBeCloseTo(0.96, 2)
  expect(second?.share).toBeNaN()
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileQuery } from '../query/compile.ts'
import { outputFields } from '../outputs/output-fields.ts'
import { SLICINGS } from './registry.ts'
import { sliceBounds, sliceQuery } from './slicing.ts'

test('slices hold every number once, in order, and are at most as many as asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 60 }), { minLength: 1 }), fc.integer({ min: 1, max: 9 }), (values, most) => {
      const slices = sliceBounds(values, most)
      expect(slices.length).toBeLessThanOrEqual(most)
      const holding = values.map((value) => slices.filter(({ low, high }) => value >= low && value <= high).length)
      expect(new Set(holding)).toEqual(new Set([1]))
      expect(slices.every(({ low, high }, i) => low <= high && low > (slices[i - 1]?.high ?? -1))).toBe(true)
    }),
  )
})

test('few numbers have a slice each; many are shared out about evenly', () => {
  expect(sliceBounds([3, 1, 1, 7])).toEqual([1, 3, 7].map((value) => ({ low: value, high: value })))
  const spread = sliceBounds(
    Array.from({ length: 1000 }, (_, i) => i),
    4,
  )
  expect(spread.map(({ low, high }) => high - low + 1)).toEqual([250, 250, 250, 250])
  const skewed = sliceBounds([...Array.from({ length: 900 }, () => 1), ...Array.from({ length: 100 }, (_, i) => i)], 4)
  expect(skewed.slice(0, 2).map(({ high }) => high)).toEqual([0, 1])
  expect(skewed.length).toBeGreaterThan(2)
})

test('every slice can be asked for in the query language', () => {
  for (const slicing of SLICINGS) {
    for (const letter of ['', 'B']) {
      const query = sliceQuery(slicing, { low: 2, high: 5 }, letter, 'source:"a \\\\ b" or target:x')
      expect(compileQuery(query, outputFields(2)), query).toMatchObject({ ok: true })
    }
  }
})

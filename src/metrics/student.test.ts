import { expect, test } from 'vitest'
import { studentQuantile, studentTails } from './student.ts'

// Of the usual tables, to three places.
test.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [9, 2.262],
  [30, 2.042],
  [1e6, 1.96],
])('with %d degrees of freedom 5 %% lie beyond %d', (df, t) => {
  expect(studentQuantile(0.05, df)).toBeCloseTo(t, 3)
  expect(studentTails(-t, df)).toBeCloseTo(0.05, 4)
})

test('all of it lies beyond 0, and none beyond everything', () => {
  expect(studentTails(0, 4)).toBe(1)
  expect(studentTails(1e9, 4)).toBeLessThan(1e-12)
})

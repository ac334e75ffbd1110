import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance } from './edit-distance.ts'

const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 10 })

describe('editDistance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['intention', 'execution', 5],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['same', 'same', 0],
    ['ab', 'ba', 2],
  ])('%s → %s is %d', (left, right, distance) => {
    expect(editDistance(Array.from(left), Array.from(right))).toBe(distance)
  })

  it('is a metric between the difference and the larger of the lengths', () => {
    fc.assert(
      fc.property(letters, letters, letters, (a, b, c) => {
        const distance = editDistance(a, b)
        expect(distance).toBe(editDistance(b, a))
        expect(distance === 0).toBe(a.join() === b.join())
        expect(distance).toBeLessThanOrEqual(editDistance(a, c) + editDistance(c, b))
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})

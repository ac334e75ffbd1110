import fc from 'fast-check'
import { expect, it } from 'vitest'
import { moved } from './moved.ts'

it('an entry that is moved stands where it was put, and the others keep their order', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(), { minLength: 1 }),
      fc.nat(),
      fc.integer({ min: -3, max: 30 }),
      (list, pick, to) => {
        const entry = list[pick % list.length] ?? 0
        const result = moved(list, entry, to)
        expect(result.indexOf(entry)).toBe(Math.min(Math.max(to, 0), list.length - 1))
        const others = (of: readonly number[]) => of.filter((one) => one !== entry)
        expect(others(result)).toEqual(others(list))
      },
    ),
  )
  expect(moved(['a', 'b'], 'c', 0)).toEqual(['a', 'b'])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from '../../metrics/edit-distance.ts'
import { editsByPlace } from './edits-by-place.ts'

const tokens = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 })

test('counted by place, edits add up to the distance, but where there is no place', () => {
  fc.assert(
    fc.property(tokens, tokens, (output, reference) => {
      const sum = editsByPlace(output, reference).reduce((all, one) => all + one, 0)
      expect(sum).toBe(reference.length === 0 ? 0 : editDistance(output, reference))
    }),
  )
  expect(editsByPlace(['x', 'b', 'c', 'c'], ['a', 'b', 'c'])).toEqual([1, 0, 1])
  expect(editsByPlace(['b', 'c'], ['a', 'b', 'c'])).toEqual([1, 0, 0])
})

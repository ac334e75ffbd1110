import { expect, it } from 'vitest'
import { placeAfter } from './place-after.ts'

it('keys move by one or to an end, and never beyond', () => {
  expect(placeAfter('ArrowUp', 0, 3)).toBe(0)
  expect(placeAfter('ArrowUp', 2, 3)).toBe(1)
  expect(placeAfter('ArrowDown', 2, 3)).toBe(2)
  expect(placeAfter('Home', 2, 3)).toBe(0)
  expect(placeAfter('End', 0, 3)).toBe(2)
  expect(placeAfter('Enter', 0, 3)).toBeNull()
})

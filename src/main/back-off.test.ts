import { expect, test } from 'vitest'
import { createBackOff } from './back-off.ts'

test('waits twice as long each time, then gives up', () => {
  const backOff = createBackOff(4)
  expect([1, 2, 3, 4, 5].map(() => backOff.next(10))).toEqual([250, 500, 1000, 2000, null])
})

test('a process that lived a while starts the count anew', () => {
  const backOff = createBackOff(2)
  expect([10, 10, 100_000, 10, 10].map((lifetime) => backOff.next(lifetime))).toEqual([250, 500, 250, 500, null])
})

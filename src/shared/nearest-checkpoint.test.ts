import { expect, it } from 'vitest'
import { nearestCheckpoint } from './nearest-checkpoint.ts'

const all = [
  { step: 300, kind: 'last' },
  { step: 200, kind: 'kept' },
  { step: 100, kind: 'best' },
  { step: 100, kind: 'kept' },
  { step: 0, kind: 'kept' },
] as const

it.each([
  [0, 0],
  [60, 100],
  [150, 100],
  [151, 200],
  [9999, 300],
  ['latest', 300],
] as const)('step %s: that of step %s', (asked, found) => {
  expect(nearestCheckpoint(all, asked)?.step).toBe(found)
})

it('takes the kept one of a step, and none where there is none', () => {
  expect(nearestCheckpoint(all, 100)?.kind).toBe('kept')
  expect(nearestCheckpoint([], 100)).toBeNull()
})

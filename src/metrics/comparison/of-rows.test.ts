import { expect, test } from 'vitest'
import { SaccadeError } from '../../shared/errors.ts'
import type { RunOutputs } from '../../shared/outputs/run-outputs.ts'
import { ofRows } from './of-rows.ts'

test('pairs are read in stretches, between which it can be given up', async () => {
  const outputs = {} as RunOutputs
  const runs = [2, 3].map((times) => ({ outputs, rows: Int32Array.from({ length: 1000 }, (_, i) => times * i) }))
  let [read, longest, since] = [0, 0, 0]
  const count = (_: RunOutputs, row: number) => {
    read++
    longest = Math.max(longest, ++since)
    return row
  }
  const pace = { breathe: () => Promise.resolve().then(() => void (since = 0)) }
  const found = await ofRows(runs, count, pace)
  expect(found.map((values) => values[999])).toEqual([1998, 2997])
  expect(longest).toBeLessThan(500)

  read = 0
  const stopped = { breathe: () => Promise.reject(new SaccadeError('aborted', 'given up')) }
  await expect(ofRows(runs, count, stopped)).rejects.toThrow('given up')
  expect(read).toBeLessThan(500)
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import { thinOut } from './thin-out.ts'

const at = (step: number, bytes = 1): CheckpointRecord => ({ step, bytes, file: `kept-${step}`, kind: 'kept' })
const steps = (records: readonly CheckpointRecord[]) => records.map(({ step }) => step)

it('leaves out what is closest together, and keeps the first and the newest longest', () => {
  const kept = [0, 100, 200, 300, 400].map((step) => at(step))
  const down = (count: number) => steps(thinOut(kept, ({ length }) => length <= count).left)
  expect(down(9)).toEqual([0, 100, 200, 300, 400])
  expect(down(3)).toEqual([0, 200, 400])
  expect(down(2)).toEqual([0, 400])
  expect(down(1)).toEqual([400])
  expect(down(0)).toEqual([])
})

it('spreads what a growing run keeps over all of it', () => {
  let kept: CheckpointRecord[] = []
  for (let step = 0; step <= 10_000; step += 100) kept = thinOut([...kept, at(step)], ({ length }) => length <= 6).left
  const [first, ...others] = steps(kept)
  expect([first, others.at(-1)]).toEqual([0, 10_000])
  const gaps = others.map((step, index) => step - (steps(kept)[index] ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual((2 * 10_000) / 5)
})

it('drops nothing that fits, and never more than it has to', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 30 })
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 600 }), (bytes, room) => {
      const kept = bytes.map((size, index) => at(index, size))
      const total = (list: readonly CheckpointRecord[]) => list.reduce((sum, each) => sum + each.bytes, 0)
      const { left, dropped } = thinOut(kept, (list) => total(list) <= room)
      expect(total(left)).toBeLessThanOrEqual(room)
      expect([...left, ...dropped].sort((a, b) => a.step - b.step)).toEqual(kept)
      if (total(kept) <= room) expect(dropped).toEqual([])
    }),
  )
})

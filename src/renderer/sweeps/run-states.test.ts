import { expect, test } from 'vitest'
import type { SweepRun } from '../../shared/contract/sweeps.ts'
import { isShort, statesText, stepsText } from './run-states.ts'
import { isSettled } from './tasks-shown.ts'

const run = (part: Partial<SweepRun>): SweepRun => ({
  ...{ number: 1, label: '', point: {}, steps: 24, run: 'r1', state: 'finished', step: 24, halted: false, best: null },
  ...part,
})

test('runs of a combination tell where they stand, together where they stand alike', () => {
  const [done, halted] = [run({}), run({ state: 'stopped', halted: true, step: 3 })]
  expect([statesText([done, done]), stepsText([done, done])]).toEqual(['finished', '24'])
  expect([statesText([done, halted, halted]), stepsText([done, halted])]).toEqual(['1 finished, 2 at a rung', '3–24'])
  expect(statesText([run({ run: null, state: null })])).toBe('deleted')
  // What goes on from a rung waits there no more.
  expect(statesText([run({ state: 'running', halted: true })])).toBe('running')
  expect([isShort(done), isShort(halted)]).toEqual([false, true])
})

test('tasks are looked at until all are finished and Slurm has none of them in its hands', () => {
  expect(isSettled([{ state: 'finished', inHands: false }])).toBe(true)
  expect(isSettled([{ state: 'finished', inHands: true }])).toBe(false)
  expect(isSettled([{ state: 'running', inHands: false }])).toBe(false)
})

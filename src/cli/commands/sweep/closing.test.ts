import { expect, test } from 'vitest'
import type { SweepState } from '../../../shared/contract/sweeps.ts'
import { closingOf } from './closing.ts'

const NONE = {
  waiting: 0,
  training: 0,
  paused: 0,
  halted: 0,
  finished: 3,
  stopped: 0,
  failed: 0,
  interrupted: 0,
  deleted: 0,
}

function closing(state: SweepState, reason: string, counts: Partial<typeof NONE> = {}) {
  const best = { run: 'r1', label: 'score dot', value: 0.25, step: 40 }
  const metric = { name: 'valid/loss', better: 'lower' } as const
  const { lines, code } = closingOf({ id: 's1', state, reason, best, metric, counts: { ...NONE, ...counts } })
  expect(lines.slice(1, 3)).toEqual(['best 0.25 at step 40: r1, score dot', 'saccade sweep status s1 prints its table'])
  return [code, lines[0], ...lines.slice(3)]
}

test('each end of a sweep is told with its reason, and with what can be done about it', () => {
  expect(closing('finished', 'all runs are done')).toEqual([0, 'finished: all runs are done'])
  expect(closing('finished', 'the steps of its budget are spent', { stopped: 4 })).toEqual([
    0,
    'finished: the steps of its budget are spent',
  ])
  expect(closing('finished', '2 failed', { failed: 2 })).toEqual([
    1,
    'finished: 2 failed',
    'saccade sweep resume s1 --failed tries the failed ones again',
  ])
  expect(closing('finished', '1 were interrupted', { interrupted: 1 })).toEqual([1, 'finished: 1 were interrupted'])
  const goesOn = 'saccade sweep resume s1 lets it go on'
  expect(closing('paused', '')).toEqual([130, 'paused', goesOn])
  expect(closing('stopped', 'stopped with its sweep')).toEqual([130, 'stopped: stopped with its sweep', goesOn])
})

test('a sweep without a value has no best', () => {
  const metric = { name: 'valid/loss', better: 'lower' } as const
  const { lines } = closingOf({ id: 's1', state: 'finished', reason: '3 failed', best: null, metric, counts: NONE })
  expect(lines).toEqual(['finished: 3 failed', 'saccade sweep status s1 prints its table'])
})

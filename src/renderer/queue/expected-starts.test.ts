import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../shared/config/settings.ts'
import { expectedStarts } from './expected-starts.ts'

type Run = Parameters<typeof expectedStarts>[1][number]

const run = (id: string, rest: Partial<Run> = {}): Run => ({
  ...{ run: id, preset: 'p', dataName: 'd', state: 'queued', step: 0, steps: 100, keepsPlace: false },
  ...{ latest: {}, progress: null, settings: { 'evaluation.every': 10 } },
  ...rest,
})
const training = (id: string, secondsLeft: number | null): Run =>
  run(id, {
    state: 'running',
    progress: { phase: 'training', step: 1, steps: 100, epoch: 0, secondsLeft, text: '' },
  })
const done = run('old', { state: 'finished', step: 100, latest: { 'time/wall': 50 } })

function starts(atOnce: number, active: readonly Run[], waiting: readonly Run[], held = false) {
  const queue = {
    atOnce,
    held,
    active: active.map((one) => ({ run: one.run, cores: 1 })),
    waiting: waiting.map((one) => one.run),
  }
  return [...expectedStarts(queue, [...active, ...waiting, done]).values()]
}

describe('when waiting runs are expected to start', () => {
  it('is when a place becomes free, by what is known of those before', () => {
    expect(starts(2, [training('a', 30), training('b', 10)], [run('c'), run('d'), run('e')])).toEqual([10, 30, 60])
    expect(starts(1, [training('a', 30), training('b', 10)], [run('c')])).toEqual([30]) // one too many trains
    expect(starts(2, [training('a', 30)], [run('c')])).toEqual([0])
  })

  it('is not known behind a run of which nothing is known, while the queue is held, or where a place is kept', () => {
    const strange = run('x', { preset: 'never seen' })
    expect(starts(1, [training('a', 5)], [strange, run('c')])).toEqual([5, null])
    expect(starts(1, [training('a', 5)], [run('c')], true)).toEqual([null])
    expect(starts(1, [run('a', { state: 'paused', keepsPlace: true })], [run('c')])).toEqual([null])
    expect(starts(1, [run('a', { state: 'paused' })], [run('c')])).toEqual([0])
  })

  it('counts a step by the time that was written down at an evaluation after it', () => {
    const cut = (step: number, seconds: number) =>
      run('b', { state: 'running', step, latest: { 'time/wall': seconds }, preset: 'other', settings: {} })
    const first = run('c', { preset: 'other' })
    const every = Number(DEFAULT_SETTINGS['evaluation.every'])
    // The evaluation before the first step took its time, and no step has.
    expect(starts(1, [cut(2, 3)], [first])).toEqual([null])
    const long = { ...cut(every + 2, every), steps: every + 12 }
    expect(starts(1, [long], [first])).toEqual([10])
  })

  it('never comes earlier for one that waits behind another', () => {
    const seconds = fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(seconds), fc.nat({ max: 8 }), (atOnce, left, count) => {
        const active = left.map((one, i) => training(`a${i}`, one))
        const found = starts(
          atOnce,
          active,
          Array.from({ length: count }, (_, i) => run(`w${i}`)),
        )
        const times = found.map((time) => time ?? Infinity)
        expect([...times].sort((a, b) => a - b)).toEqual(times)
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { bytes, count, duration, metricValue, number, plural, timeStep } from './format.ts'
import { firstOrder, sortRuns } from '../runs/run-order.ts'
import { assignPlaces } from '../history/run-store.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'

describe('numbers for people', () => {
  it('are short and never lie about what is not finite', () => {
    expect([0.123456, 1234567, 0, 12.3456, 0.00001234, NaN, -Infinity].map(number)).toEqual([
      '0.123',
      '1.23e6',
      '0',
      '12.3',
      '1.23e-5',
      'NaN',
      '−∞',
    ])
    expect([plural(1, 'entry', 'entries'), plural(2000, 'run')]).toEqual(['1 entry', '2\u202f000 runs'])
    expect(count(1234567)).toBe('1\u202f234\u202f567')
    expect(metricValue('valid/exact_match', 0.9876)).toBe('98.8 %')
    expect(metricValue('train/loss', NaN)).toBe('NaN')
    expect(metricValue('train/loss', undefined)).toBe('–')
  })

  it('tell times and sizes', () => {
    expect([5, 61, 3600, 7380, 200_000].map(duration)).toEqual(['5 s', '1 min 1 s', '1 h', '2 h 3 min', '2 days'])
    expect([512, 1536, 3.3 * 1024 ** 2].map(bytes)).toEqual(['512 B', '1.5 kB', '3.3 MB'])
  })

  it('put at most seven ticks on a time axis', () => {
    for (const seconds of [3, 59, 400, 5000, 90_000, 3_000_000])
      expect(seconds / timeStep(seconds)).toBeLessThanOrEqual(6)
  })
})

const run = (id: string, loss?: number): RunSummary => ({
  run: id,
  name: id,
  preset: '',
  dataName: '',
  seed: 1,
  state: 'finished',
  reason: '',
  created: 0,
  sequence: 1,
  updated: 0,
  step: 0,
  steps: 0,
  parameters: null,
  device: null,
  starred: false,
  archived: false,
  tags: [],
  note: '',
  colour: null,
  latest: loss === undefined ? {} : { 'train/loss': loss },
  best: null,
  progress: null,
  keepsPlace: false,
  queuePosition: null,
  settings: {},
})

describe('the list of runs', () => {
  it('G37: sorts by a metric with its best first at the first click, whichever way is better', () => {
    const runs = [run('a', 2), run('b', 1), run('c', NaN)]
    expect(sortRuns(runs, firstOrder('train/loss')).map((one) => one.run)).toEqual(['b', 'a', 'c'])
    expect(firstOrder('valid/exact_match').descending).toBe(true)
    expect(firstOrder('valid/alignment_error_rate').descending).toBe(false)
    expect(firstOrder('name').descending).toBe(false)
    expect(firstOrder('created').descending).toBe(true)
  })

  it('sorts by a metric with missing values last either way', () => {
    const runs = [run('a', 2), run('b'), run('c', 1), run('d', NaN)]
    const order = (descending: boolean) => sortRuns(runs, { by: 'train/loss', descending }).map((one) => one.run)
    expect(order(false)).toEqual(['c', 'a', 'b', 'd'])
    expect(order(true)).toEqual(['a', 'c', 'b', 'd'])
  })

  it('sorts names the way people count', () => {
    const names = sortRuns([run('seed 10'), run('seed 9')], { by: 'name', descending: false })
    expect(names.map((one) => one.run)).toEqual(['seed 9', 'seed 10'])
  })

  it('gives a run its colour for life and reuses those that fell free', () => {
    const first = assignPlaces({}, [run('b'), run('a')]) // newest first
    expect(first).toEqual({ a: 0, b: 1 })
    const second = assignPlaces(first, [run('c'), run('b')])
    expect(second).toEqual({ b: 1, c: 0 })
    expect(assignPlaces(second, [run('c'), run('b')])).toBe(second)
  })
})

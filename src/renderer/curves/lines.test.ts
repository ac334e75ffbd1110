import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexAtOrBefore, snapStep, unionSteps } from '../history/steps.ts'
import { breaksText } from './breaks-text.ts'
import { bandLine, breaksOf, indexAtStep, nearestIndex, runLine } from './lines.ts'
import type { MetricName } from '../../shared/metrics.ts'

const points = (steps: number[], ys: number[]) => ({
  xs: Float64Array.from(steps),
  ys: Float64Array.from(ys),
  steps: Float64Array.from(steps),
})
const identity = { id: 'a', run: 'a', label: 'A', colour: { css: '#123456', dash: [] }, faint: false }

describe('steps', () => {
  it('snap to the latest kept one that is not after', () => {
    const kept = [0, 10, 13, 17]
    expect([0, 9, 10, 16, 17, 5000].map((step) => snapStep(kept, step))).toEqual([0, 0, 10, 13, 17, 17])
    expect(snapStep([20, 30], 5)).toBe(20)
    expect(snapStep([], 5)).toBeNull()
  })

  it('agree with a plain search', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 })), fc.integer({ min: -5, max: 205 }), (list, step) => {
        const steps = [...list].sort((a, b) => a - b)
        expect(indexAtOrBefore(steps, step)).toBe(steps.filter((one) => one <= step).length - 1)
      }),
    )
  })

  it('of several runs make one ascending list', () => {
    expect(unionSteps([[0, 10, 20], [0, 5, 20, 100], []])).toEqual([0, 5, 10, 20, 100])
  })
})

describe('curves', () => {
  it('find the nearest and the last point', () => {
    const line = points([0, 20], [1, 3])
    expect(nearestIndex(line, 9, true)).toBe(0)
    expect(nearestIndex(line, 12, true)).toBe(1)
    expect(indexAtStep(line, 19)).toBe(0)
    expect(indexAtStep(line, -1)).toBe(-1)
    expect(nearestIndex(points([], []), 1, true)).toBe(-1)
    const back = { ...points([0, 10, 20], [1, 2, 3]), xs: Float64Array.of(5, 1, 9) }
    expect(nearestIndex(back, 2, false)).toBe(1)
  })

  it('G36: tell what was lost where it was lost, and not the last finite value', () => {
    const line = points([0, 10, 20, 30], [1, NaN, Infinity, 4])
    expect(line.ys[nearestIndex(line, 9, true)]).toBeNaN()
    expect(line.ys[indexAtStep(line, 25)]).toBe(Infinity)
  })

  it('G36: are marked where each stretch begins that is not finite', () => {
    expect(breaksOf(points([0, 10, 20, 30, 40], [1, NaN, NaN, 4, -Infinity]))).toEqual([
      { x: 10, y: 1, lost: NaN },
      { x: 40, y: 4, lost: -Infinity },
    ])
    expect(breaksOf(points([0, 10], [NaN, NaN]))).toEqual([{ x: 0, y: NaN, lost: NaN }])
  })

  it('are told with every stretch that was lost where these are few, else how often and the first', () => {
    const told = (ys: number[]) => breaksText(breaksOf(points([...ys.keys()], ys)), 'step')
    expect(told([1, 2])).toBe('')
    expect(told([1, NaN, 2, Infinity])).toBe('NaN from step 1, ∞ from step 3')
    expect(told([NaN, 1, NaN, 1, NaN, 1, NaN])).toBe('4 times: NaN from step 0, NaN from step 2, NaN from step 4, …')
  })

  it('are drawn smoothed where they are, the measured ones behind', () => {
    const raw = { steps: Float64Array.of(1, 2), xs: null, values: Float64Array.of(5, 9) }
    const smooth = { ...raw, values: Float64Array.of(5, 6) }
    const line = runLine(identity, { run: 'a', metric: 'train/loss', raw, smooth })
    expect([[...line.points.ys], [...(line.raw?.ys ?? [])]]).toEqual([
      [5, 6],
      [5, 9],
    ])
    expect(runLine(identity, { run: 'a', metric: 'train/loss', raw, smooth: null }).raw).toBeNull()
  })

  it('have the edges that were chosen around a mean; a place with one run has none', () => {
    const one = (...values: number[]) => Float64Array.from(values)
    const band = {
      ...{ key: 'g', metric: 'train/loss' as const, xs: one(0, 1), steps: one(0, 1), counts: one(4, 1) },
      ...{ mean: one(10, 20), deviation: one(2, NaN), min: one(7, 20), max: one(13, 20) },
    }
    const edges = (kind: 'deviation' | 'error' | 'range') => {
      const found = bandLine(identity, band, kind, 3).band
      return [[...(found?.low ?? [])], [...(found?.high ?? [])]]
    }
    expect(edges('deviation')).toEqual([
      [8, NaN],
      [12, NaN],
    ])
    expect(edges('error')).toEqual([
      [9, NaN],
      [11, NaN],
    ])
    expect(edges('range')).toEqual([
      [7, 20],
      [13, 20],
    ])
  })

  it('have a band that ends where their metric does, and still tell all of the spread', () => {
    const one = (...values: number[]) => Float64Array.from(values)
    const found = (metric: MetricName) =>
      bandLine(
        identity,
        {
          ...{ metric, xs: one(0, 1), steps: one(0, 1), counts: one(3, 3) },
          ...{ mean: one(0.1, 0.9), deviation: one(0.3, 0.3), min: one(0, 0.6), max: one(0.4, 1) },
        },
        'deviation',
        3,
      )
    const { band, spread } = found('valid/exact_match')
    expect([band?.low[0], band?.high[1]]).toEqual([0, 1])
    expect([...(spread?.reach ?? [])]).toEqual([0.3, 0.3])
    expect(found('valid/edit_distance').band?.high[1]).toBeCloseTo(1.2)
    expect(found('train/loss').band?.low[0]).toBeCloseTo(-0.2)
  })
})

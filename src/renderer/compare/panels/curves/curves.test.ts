import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breaksOf, curvePoints, lastPoint, nearestPoint } from './curves.ts'
import { EMPTY_SERIES, appendPoints, interpolate, stepAtValue } from '../../../history/series.ts'
import { smooth } from './smoothing.ts'
import { indexAtOrBefore, snapStep, unionSteps } from '../../../history/steps.ts'

const series = (steps: number[], values: number[]) => ({
  steps: Float64Array.from(steps),
  values: Float64Array.from(values),
})

describe('smoothing', () => {
  it('leaves a constant curve as it is, from its first point on', () => {
    const result = smooth(
      Float64Array.from({ length: 20 }, () => 3),
      0.9,
    )
    for (const value of result) expect(value).toBeCloseTo(3, 12)
  })

  it('stays between the smallest and the largest value so far, and passes NaN through', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), fc.constant(NaN)), { minLength: 1 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (values, weight) => {
          const result = smooth(Float64Array.from(values), weight)
          values.forEach((value, i) => {
            const seen = values.slice(0, i + 1).filter((one) => !Number.isNaN(one))
            if (Number.isNaN(value)) expect(result[i]).toBeNaN()
            else {
              expect(result[i]).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-9)
              expect(result[i]).toBeLessThanOrEqual(Math.max(...seen) + 1e-9)
            }
          })
        },
      ),
    )
  })

  it('answers a jump the way the formula says', () => {
    const [first, second] = smooth(Float64Array.of(0, 1), 0.5)
    expect(first).toBe(0)
    expect(second).toBeCloseTo(0.5 / 0.75, 12)
  })
})

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
  it('grow at their end only', () => {
    const grown = appendPoints(series([1, 2], [5, 6]), [
      [2, 99],
      [3, 7],
    ])
    expect([...grown.steps]).toEqual([1, 2, 3])
    expect([...grown.values]).toEqual([5, 6, 7])
    expect(appendPoints(grown, [[1, 0]])).toBe(grown)
  })

  it('go over to wall time and back', () => {
    const clock = series([0, 100, 200], [0, 10, 40])
    expect(interpolate(clock, 150)).toBe(25)
    expect(stepAtValue(clock, 25)).toBe(150)
    expect(interpolate(clock, 500)).toBe(40)
    const { points, xOf } = curvePoints(series([0, 150], [1, 2]), clock, 'wall', 0)
    expect(points).toEqual([
      { x: 0, y: 1 },
      { x: 25, y: 2 },
    ])
    expect(xOf(100)).toBe(10)
    expect(curvePoints(series([0, 150], [1, 2]), EMPTY_SERIES, 'epoch', 0).points).toEqual([])
  })

  it('find the nearest and the last point', () => {
    const points = [
      { x: 0, y: 1 },
      { x: 20, y: 3 },
    ]
    expect(nearestPoint(points, 9)).toEqual({ x: 0, y: 1 })
    expect(nearestPoint(points, 12)).toEqual({ x: 20, y: 3 })
    expect(lastPoint(points, 19)).toEqual({ x: 0, y: 1 })
    expect(lastPoint(points, -1)).toBeNull()
    expect(nearestPoint([], 1)).toBeNull()
  })

  it('G36: tell what was lost where it was lost, and not the last finite value', () => {
    const { points } = curvePoints(series([0, 10, 20, 30], [1, NaN, Infinity, 4]), EMPTY_SERIES, 'step', 0)
    expect(nearestPoint(points, 9)).toEqual({ x: 10, y: NaN, lost: NaN })
    expect(lastPoint(points, 25)).toEqual({ x: 20, y: NaN, lost: Infinity })
    expect(curvePoints(series([0, 10], [1, NaN]), EMPTY_SERIES, 'step', 0.6).points[1]?.lost).toBeNaN()
  })

  it('G36: are marked where each stretch begins that is not finite', () => {
    const values = [1, NaN, NaN, 4, -Infinity]
    const { points } = curvePoints(series([0, 10, 20, 30, 40], values), EMPTY_SERIES, 'step', 0)
    expect(breaksOf(points)).toEqual([
      { x: 10, y: 1, lost: NaN },
      { x: 40, y: 4, lost: -Infinity },
    ])
    const never = curvePoints(series([0, 10], [NaN, NaN]), EMPTY_SERIES, 'step', 0)
    expect(breaksOf(never.points)).toEqual([{ x: 0, y: NaN, lost: NaN }])
  })
})

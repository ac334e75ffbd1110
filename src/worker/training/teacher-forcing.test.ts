import { describe, expect, it } from 'vitest'
import { trainingSchema } from '../../shared/config/training.ts'
import { teacherForcingRatio, tossCoins } from './teacher-forcing.ts'

function settings(teacherForcing: object) {
  return trainingSchema.parse({ teacherForcing }).teacherForcing
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const size = { targetLength: 40, batch: 50 }

describe('teacher forcing', () => {
  it('decays as scheduled sampling does, down to the floor', () => {
    const linear = settings({ ratio: 0.9, decay: 'linear', decaySteps: 10, minimum: 0.4 })
    expect([1, 6, 11, 100].map((step) => teacherForcingRatio(linear, step))).toEqual([0.9, 0.65, 0.4, 0.4])
    const exponential = settings({ ratio: 1, decay: 'exponential', decaySteps: 100 })
    expect(teacherForcingRatio(exponential, 1)).toBe(1)
    expect(teacherForcingRatio(exponential, 101)).toBeCloseTo(Math.exp(-1))
    const sigmoid = settings({ ratio: 1, decay: 'inverse-sigmoid', decaySteps: 100, minimum: 0.1 })
    expect(teacherForcingRatio(sigmoid, 1)).toBeCloseTo(100 / 101)
    expect(teacherForcingRatio(sigmoid, 1 + Math.round(100 * Math.log(100)))).toBeCloseTo(0.5, 2)
    expect(teacherForcingRatio(sigmoid, 1_000_000)).toBe(0.1)
  })

  it('tosses one coin a step, a batch or a token', () => {
    const steps = tossCoins(settings({ ratio: 0.5, unit: 'batch-step' }), 1, 7, size)
    expect(steps).toMatchObject({ targetLength: 40, width: 1 })
    expect(new Set(steps!.values).size).toBe(2)
    const tokens = tossCoins(settings({ ratio: 0.3, unit: 'token' }), 1, 7, size)
    expect(tokens!.values.length).toBe(40 * 50)
    expect(mean(tokens!.values)).toBeGreaterThan(0.26)
    expect(mean(tokens!.values)).toBeLessThan(0.34)
    const batches = Array.from({ length: 400 }, (_, step) =>
      tossCoins(settings({ ratio: 0.3, unit: 'batch' }), 1, step, size),
    )
    expect(batches.every((coins) => new Set(coins!.values).size === 1)).toBe(true)
    const forced = batches.filter((coins) => coins!.values[0] === 1).length
    expect(forced).toBeGreaterThan(80)
    expect(forced).toBeLessThan(160)
  })

  it('depends on seed and step alone', () => {
    const half = settings({ ratio: 0.5 })
    expect(tossCoins(half, 1, 7, size)).toEqual(tossCoins(half, 1, 7, size))
    expect(tossCoins(half, 1, 8, size)).not.toEqual(tossCoins(half, 1, 7, size))
    expect(tossCoins(half, 2, 7, size)).not.toEqual(tossCoins(half, 1, 7, size))
  })

  it('needs no coins where the reference is always fed', () => {
    expect(tossCoins(settings({ ratio: 1 }), 1, 7, size)).toBeNull()
    expect(tossCoins(settings({ ratio: 0 }), 1, 7, size)!.values.every((coin) => coin === 0)).toBe(true)
  })
})

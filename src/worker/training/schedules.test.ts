import { describe, expect, it } from 'vitest'
import { trainingSchema } from '../../shared/config/training.ts'
import { FRESH_PLATEAU, afterEvaluation, learningRate } from './schedules.ts'

function training(schedule: object, steps = 12) {
  return trainingSchema.parse({ steps, optimizer: { learningRate: 0.1 }, schedule })
}

function rates(schedule: object, steps = 12): number[] {
  return Array.from({ length: steps }, (_, index) => learningRate(training(schedule, steps), index + 1, FRESH_PLATEAU))
}

function expectClose(actual: readonly number[], expected: readonly number[]) {
  expect(actual.map((rate) => rate.toFixed(7))).toEqual(expected.map((rate) => rate.toFixed(7)))
}

describe('learning-rate schedules', () => {
  it('steps as torch’s StepLR', () => {
    const expected = [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025]
    expectClose(rates({ kind: 'step', every: 4, factor: 0.5 }), expected)
    expect(rates({ kind: 'step', every: 4, factor: 0.5, minimum: 0.04 }).at(-1)).toBe(0.04)
  })

  it('anneals as torch’s CosineAnnealingLR', () => {
    const expected = [
      0.1, 0.098466662, 0.093971143, 0.086819805, 0.0775, 0.066646857, 0.055, 0.043353143, 0.0325, 0.023180195,
      0.016028857, 0.011533338,
    ]
    expectClose(rates({ kind: 'cosine', minimum: 0.01 }), expected)
  })

  it('warms up to the full rate and goes on from there without a jump', () => {
    for (const kind of ['constant', 'step', 'plateau', 'inverse-sqrt', 'cosine']) {
      const values = rates({ kind, warmupSteps: 4 }, 100)
      expectClose(values.slice(0, 4), [0.025, 0.05, 0.075, 0.1])
      expect(values[4]).toBeGreaterThan(0.088)
    }
    const falling = rates({ kind: 'inverse-sqrt', warmupSteps: 4 }, 16)
    expect(falling[15]).toBeCloseTo(0.05)
  })

  it('decays on a plateau after as many bad evaluations as it is patient, then counts anew', () => {
    const { schedule } = training({ kind: 'plateau', patience: 2, factor: 0.5 })
    const losses = [3, 2, 2, 2.5, 2, 1.9, NaN, 2, 2]
    const decays: number[] = []
    let state = FRESH_PLATEAU
    for (const loss of losses) {
      state = afterEvaluation(schedule, state, loss)
      decays.push(state.decays)
    }
    expect(decays).toEqual([0, 0, 0, 1, 1, 1, 1, 2, 2])
    expect(learningRate(training({ kind: 'plateau', factor: 0.5 }), 9, state)).toBeCloseTo(0.025)
  })
})

import { describe, expect, it } from 'vitest'
import type { Emergence } from '../../shared/contract/emergence.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { evaluationSteps, nextStep, stripOf, stripPaths, stripText } from './strip.ts'

/** One layer with one head: its row, and that of the mean. */
function emergence(run: string, steps: number[], entropy: number[], changed: number[], layers = 1): Emergence {
  const row = (values: number[]) => Float64Array.from([...values, ...values])
  const none = row(steps.map(() => NaN))
  const values = {
    entropy: row(entropy),
    'alignment error': none,
    coverage: none,
    diagonality: none,
    monotonicity: none,
  }
  return {
    run,
    steps: Float64Array.from(steps),
    sentences: 1,
    layers,
    heads: layers,
    modes: layers === 0 ? [] : [{ mode: 'teacher-forced', values }],
    changed: Uint16Array.from(changed),
  }
}

describe('the strip under the slider', () => {
  const found = [
    emergence('a', [0, 10, 20], [1, 0.6, 0.2], [0, 1, 0]),
    emergence('b', [0, 20], [0.8, 0.4], [0, 1]),
    emergence('plain', [0, 10, 20], [0, 0, 0], [0, 1, 1], 0),
  ]
  const strip = stripOf(found, [0, 10, 20])

  it('is the mean over the runs that attend, each at its kept step before', () => {
    expect(strip.entropy.map((value) => Number(value.toFixed(3)))).toEqual([0.9, 0.7, 0.3])
    expect(strip.error).toEqual([NaN, NaN, NaN])
    expect(stripOf([], [0, 1])).toEqual({ entropy: [NaN, NaN], error: [NaN, NaN], changed: [0, 0] })
  })

  it('counts an output as changed only where it was kept', () => {
    expect(strip.changed.map((value) => Number(value.toFixed(2)))).toEqual([0, 0.67, 0.67])
  })

  it('is drawn with gaps where there is no number, and told in words', () => {
    expect(stripPaths({ entropy: [1, NaN, 0.5], error: [], changed: [0, 0.5, 1] })).toEqual({
      entropy: 'M0 0M100 5',
      error: '',
      changed: 'M50 10V5M100 10V0',
    })
    expect(stripText(strip)).toBe('entropy from 0.90 to 0.30, outputs changed at 2 of 3 kept steps')
  })
})

describe('the steps to play', () => {
  it('are those that were kept, the next one from wherever the cursor stands', () => {
    expect(nextStep([0, 10, 20], 10, 1)).toBe(20)
    expect(nextStep([0, 10, 20], 12, -1)).toBe(10)
    expect(nextStep([0, 10, 20], 10, -1)).toBe(0)
    expect(nextStep([0, 10, 20], 20, 1)).toBeNull()
    expect(nextStep([0, 10, 20], 0, -1)).toBeNull()
  })

  it('by evaluation are those of each run, wherever maps are kept, and the last of one that came to its end', () => {
    const run = (every: number, step: number, state: string) =>
      ({ settings: { 'evaluation.every': every }, step, state }) as unknown as RunSummary
    expect(evaluationSteps([run(20, 87, 'finished')])).toEqual([0, 20, 40, 60, 80, 87])
    expect(evaluationSteps([run(20, 50, 'running'), run(30, 40, 'stopped')])).toEqual([0, 20, 30, 40])
  })
})

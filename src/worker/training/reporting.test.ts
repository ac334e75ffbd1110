import { describe, expect, it } from 'vitest'
import { evaluationSchema } from '../../shared/config/evaluation.ts'
import type { TrainerProgress } from '../../shared/contract/trainer.ts'
import { createReporter } from './reporter.ts'
import { isSnapshotStep } from './snapshot-steps.ts'
import { EVALUATIONS, STEPS, createTiming, secondsLeft } from './time-left.ts'

function progress(phase: TrainerProgress['phase'], step: number): TrainerProgress {
  return { phase, step, steps: 100, epoch: 0, secondsLeft: null, text: '' }
}

describe('reporting', () => {
  it('sends every row once, in order, in few messages', () => {
    const sent: number[][] = []
    let clock = 0
    const reporter = createReporter(
      (name, payload) => {
        if (name === 'steps' && 'rows' in payload) sent.push(payload.rows.map(({ step }) => step))
      },
      () => clock,
    )
    for (let step = 1; step <= 1000; step++) {
      reporter.step(step, {})
      clock += 1
    }
    reporter.flush()
    reporter.flush()
    expect(sent.flat()).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1))
    expect(sent.length).toBeLessThan(7) // in one second
  })

  it('tells progress a few times a second, and each change of phase', () => {
    const sent: string[] = []
    let clock = 0
    const reporter = createReporter(
      (_, payload) => {
        if ('phase' in payload) sent.push(`${payload.phase} ${payload.step}`)
      },
      () => clock,
    )
    for (let step = 1; step <= 500; step++) {
      reporter.progress(progress(step === 400 ? 'evaluating' : 'training', step))
      clock += 1
    }
    expect(sent).toEqual(['training 1', 'training 251', 'evaluating 400', 'training 401'])
  })

  it('keeps attention densely at first and ever more sparsely', () => {
    const { watched } = evaluationSchema.parse({ watched: { firstStep: 10, growth: 1.25 } })
    const steps = Array.from({ length: 101 }, (_, step) => step).filter((step) => isSnapshotStep(watched, step))
    expect(steps).toEqual([0, 10, 13, 17, 22, 28, 35, 44, 55, 69, 87])
    expect(isSnapshotStep({ ...watched, growth: 1, firstStep: 1 }, 57)).toBe(true)
  })

  it('estimates the time left from the newest steps, whatever one slow step took', () => {
    const [steps, evaluations] = [createTiming(STEPS), createTiming(EVALUATIONS)]
    expect(secondsLeft(steps, evaluations, { steps: 10, evaluations: 1 })).toBeNull()
    for (let step = 0; step < 80; step++) steps.add(step < 30 ? 9 : step === 40 ? 100 : 2)
    evaluations.add(50)
    expect(secondsLeft(steps, evaluations, { steps: 10, evaluations: 3 })).toBe(170)
    evaluations.add(5)
    expect(secondsLeft(steps, evaluations, { steps: 10, evaluations: 3 })).toBe(35)
  })

  it('does not count the steps that shapes of batches are prepared in, and tells no pace before there is one', () => {
    const [steps, none] = [createTiming(STEPS), createTiming(EVALUATIONS)]
    const told = Array.from('aaabbccabc', (shape, step) => {
      const first = 'aaabbccabc'.indexOf(shape) === step
      steps.add(first ? 3 : 0.1, shape)
      return secondsLeft(steps, none, { steps: 100, evaluations: 0 })
    })
    expect(told).toEqual([...Array.from({ length: 7 }, () => null), 10, 10, 10])
    // Where every batch is of another shape, nothing is prepared for.
    const ever = createTiming(STEPS)
    for (let step = 0; step < 12; step++) {
      expect(ever.estimate()).toBeNull()
      ever.add(2, String(step))
    }
    expect(ever.estimate()).toBe(2)
  })
})

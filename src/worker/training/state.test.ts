import { describe, expect, it } from 'vitest'
import { trainingSchema } from '../../shared/config/training.ts'
import { FRESH_STATE, trainerStateSchema } from '../../shared/trainer-state.ts'
import { judgeEvaluation } from './state.ts'

function judge(earlyStopping: object, values: readonly number[], metric = 'valid/exact_match') {
  const training = trainingSchema.parse({ earlyStopping: { metric, ...earlyStopping } })
  const states = [FRESH_STATE]
  for (const [index, value] of values.entries()) {
    states.push(
      judgeEvaluation(training, { ...states.at(-1)!, step: 10 * index }, { 'valid/loss': 1, [metric]: value }),
    )
  }
  return states.slice(1)
}

describe('judging an evaluation', () => {
  it('remembers the best value and where it was', () => {
    const bests = judge({}, [0.1, 0.3, 0.2, NaN, 0.4]).map(({ best }) => best?.step)
    expect(bests).toEqual([0, 10, 10, 10, 40])
    expect(judge({}, [5, 3, Infinity, 4], 'valid/perplexity').map(({ best }) => best?.value)).toEqual([5, 3, 3, 3])
  })

  it('takes the later of equals, so that the untrained model is not the best of those that match nothing', () => {
    const states = judge({ patience: 5 }, [0, 0, 0.5, 0.5])
    expect(states.map(({ best }) => best?.step)).toEqual([0, 10, 20, 30])
    expect(states.map(({ stale }) => stale)).toEqual([0, 1, 0, 1])
  })

  it('stops after as many evaluations without improvement as it is patient', () => {
    const verdicts = judge({ patience: 2 }, [0.1, 0.3, 0.3, 0.4, 0.2, 0.1]).map(({ verdict }) => verdict)
    expect(verdicts).toEqual([null, null, null, null, null, 'early stopping'])
    expect(judge({ patience: 0 }, [0.3, 0.2, 0.1]).at(-1)!.verdict).toBeNull()
  })

  it('stops at the goal, from whichever side is better', () => {
    expect(judge({ goal: 0.5 }, [0.4, 0.5]).map(({ verdict }) => verdict)).toEqual([null, 'goal reached'])
    expect(judge({ goal: 0.5 }, [0.6, 0.4], 'valid/loss').map(({ verdict }) => verdict)).toEqual([null, 'goal reached'])
  })

  it('leaves nothing in the state that JSON would lose', () => {
    for (const state of judge({}, [NaN, Infinity, 0.5])) {
      expect(trainerStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })

  it('may decide by a training metric, once something was trained', () => {
    const training = trainingSchema.parse({ earlyStopping: { metric: 'train/loss' } })
    expect(judgeEvaluation(training, FRESH_STATE, { 'valid/loss': 1 }).best).toBeNull()
    const trained = { ...FRESH_STATE, step: 3, latest: { 'train/loss': 2 } }
    expect(judgeEvaluation(training, trained, { 'valid/loss': 1 }).best).toEqual({ value: 2, step: 3 })
    // Not finite, so not in the state: no improvement, and nothing that is not measured.
    expect(judgeEvaluation(training, { ...trained, latest: {} }, { 'valid/loss': 1 })).toMatchObject({
      best: null,
      stale: 1,
    })
  })
})

import { describe, expect, it } from 'vitest'
import { modelSchema } from '../../shared/config/model.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { runTiny, tinyConfiguration } from '../training/tiny-run.ts'
import { checkSourceLengths, windowWarnings } from './fit-to-data.ts'

const attention = (settings: object) => modelSchema.parse({ attention: settings }).attention
const pair = (source: number, target: number) => ({
  source: Array<string>(source).fill('a'),
  target: Array<string>(target).fill('b'),
})

describe('the location score', () => {
  const check =
    (positions: number, score = 'location') =>
    () =>
      checkSourceLengths(attention({ score, positions }), [pair(3, 1), pair(7, 1)], 'The training pairs')

  it('takes sources up to its last position, <eos> included, and no longer ones', () => {
    expect(check(8)).not.toThrow()
    expect(check(7)).toThrow(SaccadeError)
    expect(check(7)).toThrow(/source of 8 tokens.*knows 7 source positions/)
    expect(check(7, 'dot')).not.toThrow()
  })

  it('ends a run on longer sources before its first step', async () => {
    const settings = ['model.attention.score=location', 'model.attention.positions=4', 'engine.compile=never']
    const steps: number[] = []
    const run = runTiny({ configuration: tinyConfiguration(...settings), onStep: (step) => steps.push(step) })
    await expect(run).rejects.toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(/^The training pairs hold a source of 5 tokens/) as string,
      problems: [{ path: 'model.attention.positions' }],
    })
    expect(steps).toEqual([])
  })
})

describe('the window of local-m', () => {
  const pairs = [pair(5, 2), pair(9, 4)] // 16 source and 8 target tokens, with <eos>

  it('is warned about where it does not move on as the training pairs do', () => {
    expect(windowWarnings(attention({ span: 'local-m' }), pairs)).toEqual([expect.stringMatching(/ratio=2$/)])
    expect(windowWarnings(attention({ span: 'local-m', centre: 'ratio', ratio: 2.4 }), pairs)).toEqual([])
    expect(windowWarnings(attention({ span: 'local-m', centre: 'ratio', ratio: 3 }), pairs)).toHaveLength(1)
    expect(windowWarnings(attention({ span: 'local-m' }), [pair(4, 4)])).toEqual([])
    expect(windowWarnings(attention({ span: 'local-p' }), pairs)).toEqual([])
  })
})

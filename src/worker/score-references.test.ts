import { beforeAll, describe, expect, it } from 'vitest'
import { largestDifference } from '../../test/support/numbers.ts'
import { loadDataset } from '../data/load.ts'
import type { ReferenceScore } from '../shared/contract/translation.ts'
import { loadEngine } from './engine/load.ts'
import { scoreReferences } from './score-references.ts'
import { lastCheckpoint, runTiny, tinyConfiguration } from './training/tiny-run.ts'
import { createStoredModels } from './stored-models.ts'
import { translate } from './translate.ts'

const go = new AbortController().signal
const models = createStoredModels()

describe.each(['never', 'always'])('with the checkpoint of a run that compiles %s', (compile) => {
  const configuration = tinyConfiguration(
    `engine.compile="${compile}"`,
    'training.labelSmoothing=0.1',
    'evaluation.batchSize=5',
  )
  let whole: Awaited<ReturnType<typeof runTiny>>
  let pairs: { lines: string[]; targets: string[] }
  beforeAll(async () => {
    await loadEngine()
    whole = await runTiny({ configuration })
    const { valid } = await loadDataset(configuration.data)
    pairs = { lines: valid.map(({ source }) => source.join(' ')), targets: valid.map(({ target }) => target.join(' ')) }
  })
  const score = (lines: string[], targets: string[]) =>
    scoreReferences(models, { configuration, checkpoint: lastCheckpoint(whole), lines, targets }, go)

  it('gives the validation pairs the loss that the run’s evaluation gave them', async () => {
    const scores = await score(pairs.lines, pairs.targets)
    const each = scores.flatMap((answer) => [...answer!.logProbabilities])
    expect(each.length).toBeGreaterThan(30)
    const loss = -each.reduce((sum, value) => sum + value, 0) / each.length
    expect(Math.abs(loss - whole.evaluations.at(-1)!.metrics['valid/loss']!)).toBeLessThan(1e-6)
  })

  it('gives a decoded output the score that decoding gave it', async () => {
    const request = { configuration, checkpoint: lastCheckpoint(whole), lines: pairs.lines, attention: false }
    const decoding = { kind: 'sample', samples: 1, temperature: 1, seed: 1 } as const
    const decoded = (await translate(models, { ...request, decoding }, go)).map(({ hypotheses: [drawn] }) => drawn!)
    const scores = await score(
      pairs.lines,
      decoded.map(({ text }) => text),
    )
    const ended = decoded.flatMap(({ ended, score: expected }, index) => (ended ? [{ expected, index }] : []))
    expect(ended.length).toBeGreaterThan(0)
    for (const { expected, index } of ended) {
      expect(scores[index]!.logProbabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected, 5)
    }
  })

  it('answers in the order of the pairs, each as alone, and says what it does not know', async () => {
    const lines = ['a b c', '', 'd', 'a zz b c a b', 'b']
    const targets = ['c b a', 'a', 'd yy', 'b', '']
    const scores = await score(lines, targets)
    expect(scores.map((answer) => answer && answer.target)).toEqual([
      ['c', 'b', 'a', '<eos>'],
      null,
      ['d', 'yy', '<eos>'],
      ['b', '<eos>'],
      ['<eos>'],
    ])
    expect(scores.map((answer) => answer?.source.join(' ') ?? '')).toEqual(lines)
    expect(scores.map((answer) => answer?.unknown)).toEqual([
      { source: [], target: [] },
      undefined,
      { source: [], target: [1] },
      { source: [1], target: [] },
      { source: [], target: [] },
    ])
    for (const [index, answer] of scores.entries()) {
      const [alone] = await score([lines[index]!], [targets[index]!])
      expect(alone === null).toBe(answer === null)
      if (answer)
        expect(largestDifference(answer.logProbabilities, (alone as ReferenceScore).logProbabilities)).toBeLessThan(
          1e-6,
        )
    }
  })

  it('refuses lines without a target', async () => {
    await expect(score(['a'], [])).rejects.toMatchObject({ code: 'bad-usage' })
  })
})

// What a window lets be learnt, and what it cannot: whole small runs, from the configuration to greedy decodes.
import { beforeAll, expect, it } from 'vitest'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { runTiny, tinyConfiguration } from '../../src/worker/training/tiny-run.ts'

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
})

const SETTINGS = [
  'data.source.trainPairs=2000',
  'data.source.validPairs=100',
  'data.source.maximumLength=5',
  ...['encoder', 'decoder'].flatMap((side) => [
    `model.${side}.hidden=32`,
    `model.${side}.embedding=16`,
    `model.${side}.dropout=0`,
  ]),
  'model.attention.size=32',
  'training.batchSize=32',
  'training.optimizer.learningRate=0.01',
  'training.teacherForcing.ratio=1',
  'training.earlyStopping={"metric":"valid/exact_match","goal":0.99}',
  'evaluation.every=50',
  'evaluation.watched.count=0',
  'engine.compile=always',
]
const LOCAL_P = ['model.attention.span=local-p', 'model.attention.window=2']
/** The encoder tells of no later word, and nothing passes the window by: a far word cannot be known. */
const LOCAL_M = [
  'model.attention.span=local-m',
  'model.attention.window=1',
  'model.encoder.bidirectional=false',
  'model.decoder.bidirectional=false',
  'model.bridge=zero',
]

async function bestExactMatch(task: string, steps: number, settings: readonly string[]): Promise<number> {
  const own = [`data.source.task=${task}`, `training.steps=${steps}`]
  const { evaluations } = await runTiny({ configuration: tinyConfiguration(...SETTINGS, ...settings, ...own) })
  return Math.max(...evaluations.map(({ metrics }) => metrics['valid/exact_match'] ?? 0))
}

it('local-m learns to copy', async () => {
  expect(await bestExactMatch('copy', 300, LOCAL_M)).toBeGreaterThanOrEqual(0.99)
})

it('local-m does not learn to reverse', async () => {
  expect(await bestExactMatch('reverse', 200, LOCAL_M)).toBeLessThan(0.5)
})

it.each(['copy', 'reverse'])('local-p learns to %s', async (task) => {
  expect(await bestExactMatch(task, 500, LOCAL_P)).toBeGreaterThanOrEqual(0.99)
})

import { expect, test } from 'vitest'
import { loadDataset } from '../../data/load.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import { decodePairs } from '../decode-pairs.ts'
import { createStoredModels } from '../stored-models.ts'
import { lastCheckpoint, runTiny, tinyConfiguration } from '../training/tiny-run.ts'

const configuration = tinyConfiguration('evaluation.pairs=9', 'training.steps=14')

const NONE: MetricValues = {}

test('what is kept is what was measured, and what the checkpoint says when it is asked', async () => {
  const told = await runTiny({ configuration })
  const kept = told.evaluations.map(({ decoded }) => decoded)
  expect(kept.map((decoded) => decoded?.pairs?.length)).toEqual([9, undefined, undefined])
  const [{ decoded: last, metrics } = { decoded: undefined, metrics: NONE }] = told.evaluations.slice(-1)
  const { outputs } = last ?? {}
  if (!outputs) throw new Error('Nothing was kept')
  const sum = (column: Int32Array) => column.reduce((all, one) => all + one, 0)
  expect(sum(outputs.exact) / 9).toBeCloseTo(metrics['valid/exact_match'] ?? NaN, 12)
  expect(sum(outputs.edits) / sum(outputs.references)).toBeCloseTo(metrics['valid/edit_distance'] ?? NaN, 12)
  expect(sum(outputs.misaligned) / sum(outputs.links)).toBeCloseTo(metrics['valid/alignment_error_rate'] ?? NaN, 12)

  const { valid } = await loadDataset(configuration.data)
  expect(kept[0]?.among).toBe(valid.length)
  expect(kept[0]?.pairs?.map(({ source }) => source)).toEqual(valid.slice(0, 9).map(({ source }) => source))
  const pairs = valid.slice(0, 9)
  const again = await decodePairs(
    createStoredModels(),
    { checkpoint: lastCheckpoint(told), configuration, pairs },
    new AbortController().signal,
  )
  expect(again).toEqual({ ...outputs, scores: again.scores })
  for (const [row, score] of again.scores.entries()) expect(score).toBeCloseTo(outputs.scores[row] ?? NaN, 3)
})

test('a run that keeps none sends none', async () => {
  const { evaluations } = await runTiny({ configuration: tinyConfiguration('evaluation.keep=0', 'training.steps=7') })
  expect(evaluations.some((evaluation) => 'decoded' in evaluation)).toBe(false)
})

// Trainings of the two models that the presets began with, loss by loss as PyTorch's own modules: make-training-fixtures.py.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { createModel } from '../../src/worker/seq2seq/model.ts'
import { trainingStep } from '../../src/worker/training/eager-step.ts'
import { createOptimizer } from '../../src/worker/training/optimizers/create.ts'
import { ids, tensorSchema, toBatch } from './fixture.ts'

/** Largest difference of a loss: a few roundings of float32. */
const WITHIN = 2e-6

const trainingSchema = z.strictObject({
  torch: z.string(),
  preset: z.string(),
  sizes: z.strictObject({ embedding: z.int(), hidden: z.int(), layers: z.int(), size: z.int(), heads: z.int() }),
  vocabulary: z.strictObject({ source: z.int(), target: z.int() }),
  learningRate: z.number(),
  sourceLengths: z.array(z.int()),
  targetLengths: z.array(z.int()),
  source: ids,
  targetInput: ids,
  targetOutput: ids,
  coins: z.array(z.int()),
  weights: z.record(z.string(), tensorSchema),
  losses: z.array(z.number()).length(20),
})

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
})

it.each(['bigru-bahdanau', 'lstm-multihead-top'])('%s trains as PyTorch’s modules do', (preset) => {
  const file = join(import.meta.dirname, 'fixtures', 'training', `${preset}.json`)
  const fixture = trainingSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const { embedding, hidden, layers, size, heads } = fixture.sizes
  const sides = ['encoder', 'decoder'].flatMap((side) => [
    `model.${side}.embedding=${embedding}`,
    `model.${side}.hidden=${hidden}`,
    `model.${side}.layers=${layers}`,
    `model.${side}.dropout=0`, // what it drops is not PyTorch's choice
  ])
  const { model: configuration, training } = parseConfiguration(
    composeConfiguration({
      preset,
      source: { kind: 'task', task: 'reverse' },
      assignments: [...sides, `model.attention.size=${size}`, `model.attention.heads=${heads}`, 'training.clipNorm=0'],
    }),
  )
  expect(training.teacherForcing).toMatchObject({ ratio: 0.5, unit: 'batch-step', feed: 'argmax' })
  const model = createModel(configuration, fixture.vocabulary, 1)
  expect(Object.keys(fixture.weights).sort()).toEqual([...model.parameters.keys()].sort())
  const optimizer = createOptimizer(training.optimizer, model.parameters)
  tf.tidy(() => {
    for (const [name, parameter] of model.parameters) {
      const { shape, values } = fixture.weights[name]!
      parameter.assign(tf.tensor(values, shape))
    }
    const batch = toBatch(fixture)
    const coins = tf.tensor2d(fixture.coins, [fixture.coins.length, 1])
    const losses = fixture.losses.map((_, index) => {
      const scalars = optimizer.scalars(index + 1, fixture.learningRate).map((value) => tf.scalar(value))
      const feeds = { seed: tf.tensor1d([0, 0], 'int32'), coins, scalars }
      return trainingStep({ model, optimizer, training }, batch, feeds).dataSync()[0] ?? NaN
    })
    losses.forEach((loss, index) => {
      expect(Math.abs(loss - fixture.losses[index]!), `loss ${index + 1}`).toBeLessThan(WITHIN)
    })
    expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.3)
  })
  optimizer.dispose()
  model.dispose()
})

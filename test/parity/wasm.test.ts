// Whole models on WASM and on TensorFlow, in one process: same first weights, same dropout, same losses and gradients.
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { stepSeed } from '../../src/worker/engine/random.ts'
import { loadWasm } from '../../src/worker/engine/wasm.ts'
import { sequenceLoss } from '../../src/worker/training/loss.ts'
import { KINDS, TARGETS, raggedBatch, tinyModel } from '../support/models.ts'

const TOLERANCE = 1e-4

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
  await loadWasm()
})

/** Loss, counts, attention and every gradient of one training pass with coins and label smoothing, as plain numbers. */
function trainingPass(engine: 'tensorflow' | 'wasm', kind: (typeof KINDS)[string]): Map<string, number[]> {
  void tf.setBackend(engine)
  expect(tf.getBackend()).toBe(engine)
  const before = tf.memory().numTensors
  const model = tinyModel(kind)
  const numbers = new Map<string, number[]>()
  tf.tidy(() => {
    const batch = raggedBatch()
    const steps = Math.max(...TARGETS.map((target) => target.length)) + 1
    const coins = tf.tensor2d(
      Array.from({ length: steps }, (_, step) => step % 2),
      [steps, 1],
    )
    const options = {
      training: true,
      seed: tf.tensor1d(stepSeed(5, 3), 'int32'),
      coins,
      feed: 'argmax',
    } as const
    const { attention } = model.forward(batch, options)
    if (attention) numbers.set('attention', [...attention.dataSync()])
    const { value, grads } = tf.variableGrads(() => {
      const { logits } = model.forward(batch, options)
      const loss = sequenceLoss(logits, batch.targetOutput, batch.targetMask, 0.1)
      numbers.set('negative log likelihood', [...loss.negativeLogLikelihood.dataSync()])
      numbers.set('correct', [...loss.correct.dataSync()])
      return loss.loss
    }, [...model.parameters.values()])
    numbers.set('loss', [...value.dataSync()])
    for (const [name, variable] of model.parameters) {
      numbers.set(`weights ${name}`, [...variable.dataSync()])
      numbers.set(`gradient ${name}`, [...(grads[variable.name]?.dataSync() ?? [])])
    }
  })
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
  return numbers
}

describe.each(Object.entries(KINDS))('%s', (_, kind) => {
  it('computes alike on WASM and TensorFlow', () => {
    const native = trainingPass('tensorflow', kind)
    const wasm = trainingPass('wasm', kind)
    expect([...wasm.keys()]).toEqual([...native.keys()])
    for (const [name, expected] of native) {
      const actual = wasm.get(name) ?? []
      expect(actual, name).toHaveLength(expected.length)
      const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (actual[i] ?? NaN))), 0)
      expect(worst, name).toBeLessThanOrEqual(TOLERANCE)
    }
  })
})

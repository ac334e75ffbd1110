import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { PRESETS } from '../../shared/config/presets.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { loadEngine } from '../engine/load.ts'
import { countParameters, createModel } from '../seq2seq/model.ts'
import { checkMemory, leastMemory, machineMemory } from './memory.ts'
import { tinyConfiguration } from './tiny-run.ts'

const GIBIBYTE = 2 ** 30

beforeAll(() => loadEngine())

it.each(PRESETS.map(({ id }) => id))('counts the parameters of %s without making them', (preset) => {
  const source = { kind: 'task', task: 'copy' }
  const { model } = parseConfiguration(composeConfiguration({ preset, source }))
  const sizes = { source: 11, target: 13 }
  const made = createModel(model, sizes, 1)
  expect(countParameters(model, sizes)).toBe([...made.parameters.values()].reduce((sum, { size }) => sum + size, 0))
  made.dispose()
})

it('F25: refuses a model of billions of parameters in words before it is made', () => {
  const large = tinyConfiguration(
    ...['encoder', 'decoder'].flatMap((side) => [
      `model.${side}.hidden=4096`,
      `model.${side}.embedding=4096`,
      `model.${side}.layers=8`,
    ]),
    'training.optimizer.kind=adam',
  )
  const before = tf.memory().numTensors
  const parameters = countParameters(large.model, { source: 20_000, target: 20_000 })
  expect(parameters).toBeGreaterThan(2e9)
  const model = { parameters, vocabulary: 20_000, targetLength: 50 }
  expect(() => checkMemory(large, model, 8 * GIBIBYTE)).toThrow(
    /parameters; training it needs at least \d+\.\d GiB of memory, and there are 8\.0 GiB/,
  )
  // Weight, gradient, Adam's two moments; weight and moments in the checkpoint; logits of a batch and their gradient.
  expect(leastMemory(large, model)).toBe(4 * (7 * parameters + 2 * 8 * 50 * 20_000))
  expect(() => checkMemory(tinyConfiguration(), { ...model, parameters: 10_000 }, machineMemory())).not.toThrow()
  expect(tf.memory().numTensors).toBe(before)
})

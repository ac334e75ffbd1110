import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { trainingSchema } from '../../../shared/config/training.ts'
import { loadEngine } from '../../engine/load.ts'
import { clipByGlobalNorm } from './clip.ts'
import { createOptimizer } from './create.ts'

// 20 updates of torch.optim with the gradients of `gradientsAt`, clipped to 2.5 (test/parity/make-optimizer-fixture.py).
const expected = z
  .record(
    z.string(),
    z.object({
      norms: z.array(z.number()),
      parameters: z.object({ a: z.array(z.number()), b: z.array(z.number()) }),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('../fixtures/torch-optimizers.json', import.meta.url), 'utf8')))

const STEPS = 20
const RATE = 0.05

/** Settings, and how many slots a parameter has. */
const CASES = [
  ['adam', { kind: 'adam' }, 2],
  ['adam with weight decay', { kind: 'adam', beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1 }, 2],
  ['adamw', { kind: 'adamw', weightDecay: 0.1 }, 2],
  ['sgd', { kind: 'sgd' }, 0],
  ['sgd with momentum and weight decay', { kind: 'sgd', momentum: 0.9, weightDecay: 0.1 }, 1],
  ['rmsprop', { kind: 'rmsprop' }, 1],
  ['rmsprop with a large ε and weight decay', { kind: 'rmsprop', alpha: 0.9, epsilon: 0.1, weightDecay: 0.1 }, 1],
  ['rmsprop with momentum', { kind: 'rmsprop', alpha: 0.95, momentum: 0.8 }, 2],
  ['adadelta', { kind: 'adadelta' }, 2],
  ['adadelta with a large ε and weight decay', { kind: 'adadelta', rho: 0.8, rootEpsilon: 0.01, weightDecay: 0.1 }, 2],
] as const

function gradientsAt(step: number, a: tf.Variable, b: tf.Variable): tf.Tensor[] {
  const scale = (step + 1) * (-1) ** step
  return [
    tf.add(tf.mul(tf.tensor2d([0.5, -1, 2, 0.25], [2, 2]), scale), tf.mul(a, 0.1)),
    tf.add(tf.div(tf.tensor1d([1e-9, 0.3, -0.7]), step + 1), tf.mul(b, 0.1)),
  ]
}

describe('optimizers', () => {
  beforeAll(() => loadEngine())

  it.each(CASES)('%s equals torch.optim', (name, settings, slots) => {
    const a = tf.variable(tf.tensor2d([1, -2, 0.5, 3], [2, 2]))
    const b = tf.variable(tf.tensor1d([0.1, -0.2, 0.3]))
    const parameters = new Map<string, tf.Variable>(Object.entries({ a, b }))
    const configuration = trainingSchema.parse({ optimizer: settings }).optimizer
    const optimizer = createOptimizer(configuration, parameters)
    const before = tf.memory().numTensors
    const rate = settings.kind === 'adadelta' ? 20 * RATE : RATE
    const norms = Array.from({ length: STEPS }, (_, step) =>
      tf.tidy(() => {
        const { gradients, norm } = clipByGlobalNorm(gradientsAt(step, a, b), 2.5)
        const scalars = optimizer.scalars(step + 1, rate).map((value) => tf.scalar(value))
        optimizer.update(gradients, scalars)
        return norm.dataSync()[0] ?? NaN
      }),
    )
    expect(tf.memory().numTensors).toBe(before)
    const reference = expected[name]!
    expectClose(norms, reference.norms, 1e-6)
    expectClose(a.dataSync(), reference.parameters.a, 2e-6)
    expectClose(b.dataSync(), reference.parameters.b, 2e-6)
    expect(optimizer.slots.size).toBe(2 * slots)
    optimizer.dispose()
    tf.dispose([a, b])
  })

  it('leaves gradients alone when the limit is 0 or above the norm', () => {
    const gradient = tf.tensor1d([3, 4])
    expect([...clipByGlobalNorm([gradient], 0).gradients[0]!.dataSync()]).toEqual([3, 4])
    expect([...clipByGlobalNorm([gradient], 6).gradients[0]!.dataSync()]).toEqual([3, 4])
  })

  it('gives the norm of each gradient, so that a broken one can be named', () => {
    const { norms, norm } = clipByGlobalNorm([tf.tensor1d([3, 4]), tf.tensor1d([NaN])], 1)
    expect([...norms.dataSync()]).toEqual([5, NaN])
    expect(norm.dataSync()[0]).toBeNaN()
  })
})

function expectClose(actual: ArrayLike<number>, reference: readonly number[], relative: number) {
  expect(actual.length).toBe(reference.length)
  reference.forEach((value, index) => {
    expect(Math.abs((actual[index] ?? NaN) - value)).toBeLessThan(relative * Math.max(1, Math.abs(value)))
  })
}

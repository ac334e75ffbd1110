// WASM in a process without TensorFlow, as on a machine that has none: a file of its own, so that nothing else loads it.
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { gatherRows } from './gather.ts'
import { loadEngine } from './load.ts'

it('trains and describes itself without TensorFlow', async () => {
  const engine = await loadEngine({ engine: 'wasm', device: 'cpu' })
  expect(engine.description).toMatchObject({ engine: 'wasm', device: 'cpu', version: '4.22.0' })
  expect(tf.findBackend('tensorflow')).toBeNull()
  const table = tf.variable(tf.ones([5, 3]))
  const matrix = tf.variable(tf.ones([3, 2]))
  const losses = Array.from({ length: 3 }, () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() =>
        tf.sum(tf.square(tf.matMul(gatherRows(table, tf.tensor1d([4, 4, 0], 'int32')), matrix))),
      )
      for (const variable of [table, matrix]) {
        variable.assign(tf.sub(variable, tf.mul(grads[variable.name]!, 0.001)))
      }
      return value.dataSync()[0]!
    }),
  )
  expect(losses[0]).toBe(54) // 3 rows × 2 columns of (1 + 1 + 1)²
  expect(losses[2]).toBeLessThan(losses[0]!)
})

it('refuses TensorFlow or a GPU once it runs on WASM', async () => {
  await loadEngine({ engine: 'wasm', device: 'cpu' })
  await expect(loadEngine({ engine: 'tensorflow', device: 'auto' })).rejects.toThrow(/runs on wasm/)
  await expect(loadEngine({ engine: 'auto', device: 'gpu' })).rejects.toThrow(/GPU/)
})

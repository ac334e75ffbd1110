// A step can be traced into a graph only if nothing in it reads a tensor's value, and nothing large is made in JavaScript.
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { KINDS, plainOptions, raggedBatch, tinyModel } from '../../../test/support/models.ts'
import type { NativeBackend, NativeBinding } from '../engine/backend.ts'
import { nativeBackend } from '../engine/backend.ts'
import { loadEngine } from '../engine/load.ts'
import { sequenceLoss } from '../training/loss.ts'

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'auto' })
})

interface Watch {
  reads: number
  largestConstant: number
}

/** Runs with a binding that counts what a trace could not follow. */
function watching(run: () => void): Watch {
  const backend: NativeBackend | null = nativeBackend()
  if (!backend) throw new Error('This test needs TensorFlow.')
  const real = backend.binding
  const watch: Watch = { reads: 0, largestConstant: 0 }
  const spies: Pick<NativeBinding, 'tensorDataSync' | 'createTensor'> = {
    tensorDataSync: (id) => {
      watch.reads++
      return real.tensorDataSync(id)
    },
    createTensor: (shape, dtype, values) => {
      watch.largestConstant = Math.max(watch.largestConstant, tf.util.sizeFromShape([...shape]))
      return real.createTensor(shape, dtype, values)
    },
  }
  // The binding's own properties are neither enumerable nor writable.
  backend.binding = Object.defineProperties(
    { ...real },
    {
      ...Object.getOwnPropertyDescriptors(real),
      tensorDataSync: { value: spies.tensorDataSync },
      createTensor: { value: spies.createTensor },
    },
  )
  try {
    run()
  } finally {
    backend.binding = real
  }
  return watch
}

describe.each(Object.entries(KINDS))('%s', (_, kind) => {
  it('reads nothing and makes no large constant in a training step', () => {
    const dropping = { encoder: { ...kind.encoder, dropout: 0.2 }, decoder: { ...kind.decoder, dropout: 0.2 } }
    const model = tinyModel({ ...kind, ...dropping })
    tf.tidy(() => {
      const batch = raggedBatch()
      const coins = tf.zeros<tf.Rank.R2>([batch.targetInput.shape[1], 1])
      const options = { ...plainOptions(), training: true, coins, feed: 'sample' } as const
      const step = () => {
        tf.variableGrads(() => {
          const { logits } = model.forward(batch, options)
          return sequenceLoss(logits, batch.targetOutput, batch.targetMask, 0.1).loss
        })
      }
      step() // uploads what was only made until now
      const { reads, largestConstant } = watching(step)
      expect(reads).toBe(0)
      // The zero state of a decoder or encoder, [batch, hidden], or, as the gradient of weights that nothing reads,
      // [batch, heads, 1, source].
      const [size, source] = batch.source.shape
      const { heads } = { heads: 1, ...kind.attention }
      expect(largestConstant).toBeLessThanOrEqual(Math.max(4 * 8, size * heads * source))
    })
    model.dispose()
  })
})

it('would notice a value that is read', () => {
  tf.tidy(() => {
    const x = tf.square(tf.ones([100]))
    expect(watching(() => x.dataSync()).reads).toBe(1)
    expect(watching(() => tf.square(tf.ones([100]))).largestConstant).toBe(100)
  })
})

// The analytic count against what tfjs says it multiplies, with every product an operation that it knows.
import process from 'node:process'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadBatches } from '../../bench/batches.ts'
import { CASES, configurationOf, shrink } from '../../bench/cases.ts'
import { stepFlops, workOf, workOfBatch } from '../../bench/flops.ts'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { createModel } from '../../src/worker/seq2seq/model.ts'
import { uploadBatch } from '../../src/worker/training/batch-tensors.ts'

beforeAll(async () => {
  process.env.SACCADE_KERNELS = 'off'
  await loadEngine()
})

describe('stepFlops', () => {
  // Ragged batches multiply their padding too, which is not counted as work.
  it.each(CASES.filter(({ data }) => data.kind === 'random').map(shrink))(
    'counts the products of $id',
    async (chosen) => {
      const batches = await loadBatches(chosen)
      const [batch] = batches.natural
      const model = createModel(configurationOf(chosen).model, batches.vocabulary, 1)
      const { kernels } = await tf.profile(() =>
        tf.tidy(() => {
          const seed = tf.tensor1d([0, 0], 'int32')
          return model.forward(uploadBatch(batch!), { training: true, seed, coins: null, feed: 'argmax' }).logits
        }),
      )
      const products = kernels
        .filter(({ name }) => name === 'BatchMatMul')
        .map(({ inputShapes, outputShapes }) => {
          const [first] = inputShapes
          return 2 * tf.util.sizeFromShape(outputShapes[0]!) * (first?.at(-1) ?? NaN)
        })
      expect(products.length).toBeGreaterThan(10)
      const work = workOfBatch(batch!)
      const forward = products.reduce((sum, each) => sum + each, 0)
      expect(stepFlops(chosen, work, batches.vocabulary)).toBe(3 * forward)
    },
  )

  it('does not count padding', () => {
    const source = Float32Array.of(1, 1, 1, 1, 0, 0)
    const target = Float32Array.of(1, 0, 1, 1)
    expect(workOf({ size: 2, source, target })).toEqual({
      sentences: 2,
      sourceTokens: 4,
      targetTokens: 3,
      looks: 3 * 1 + 1 * 2,
    })
  })
})

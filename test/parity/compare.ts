// Saccade's models against PyTorch's nn.GRU, nn.LSTM and nn.Linear on ragged batches: see make-fixtures.py.
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { createModel } from '../../src/worker/seq2seq/model.ts'
import type { Seq2SeqModel } from '../../src/worker/seq2seq/types.ts'
import { forcedTensors } from '../../src/worker/inference/forced-pass.ts'
import { sequenceLoss, tokenMean } from '../../src/worker/training/loss.ts'
import type { Fixture } from './fixture.ts'
import { fixtureNames, readFixture, toBatch } from './fixture.ts'
import { swapTimeAndBatch } from '../../src/worker/seq2seq/pass.ts'

/** Tests every fixture on the engine in use; `tolerance` is the largest absolute difference allowed. */
export function describeParity(tolerance: number): void {
  describe.each(fixtureNames())('%s', (name) => {
    const fixture = readFixture(name)

    it('has PyTorch’s parameters, and no others', () => {
      withModel(fixture, (model) => {
        const shapes = (entries: Iterable<readonly [string, { readonly shape: readonly number[] }]>) =>
          Object.fromEntries([...entries].map(([key, { shape }]) => [key, [...shape]]))
        expect(shapes(model.parameters)).toEqual(shapes(Object.entries(fixture.weights)))
      })
    })

    // Where coins decide what the decoder is fed, it is not the reference.
    it.skipIf(fixture.coins)('gives every reference token PyTorch’s log-probability', () => {
      withModel(fixture, (model) => {
        tf.tidy(() => {
          const { logProbabilities } = forcedTensors(model, toBatch(fixture))
          const rows = logProbabilities.arraySync()
          const ours = fixture.targetLengths.flatMap((length, row) => rows[row]?.slice(0, length) ?? [])
          expectClose(tolerance, tf.tensor1d(ours), Float32Array.from(pytorchScores(fixture)), 'log-probabilities')
        })
      })
    })

    it('computes PyTorch’s logits, attention, loss and every gradient', () => {
      withModel(fixture, (model) => {
        tf.tidy(() => {
          const batch = toBatch(fixture)
          const options = {
            training: false,
            seed: tf.tensor1d([0, 0], 'int32'),
            coins: toCoins(fixture),
            feed: 'argmax',
          } as const
          const { logits, attention } = model.forward(batch, options)
          expectClose(tolerance, swapTimeAndBatch(logits), fixture.logits.values, 'logits')
          if (fixture.attention) {
            if (!attention) throw new Error('The model has no attention.')
            expectClose(tolerance, attention, fixture.attention.values, 'attention')
          } else {
            expect(attention).toBeNull()
          }

          const { value, grads } = tf.variableGrads(() => {
            const again = model.forward(batch, options)
            const { loss } = sequenceLoss(again.logits, batch.targetOutput, batch.targetMask, fixture.labelSmoothing)
            if (!again.overlap) return loss
            return tf.add(loss, tf.mul(tokenMean(again.overlap, batch.targetMask), fixture.coverageLoss))
          })
          expectClose(tolerance, value, fixture.loss.values, 'loss')
          for (const [key, variable] of model.parameters) {
            const gradient = grads[variable.name]
            const expected = fixture.gradients[key]
            if (!gradient || !expected) throw new Error(`${key} has no gradient.`)
            expectClose(tolerance, gradient, expected.values, key)
          }
        })
      })
    })
  })
}

/** log softmax(logits)[label] of every real place, row after row: logits [batch, target, vocabulary] from PyTorch. */
function pytorchScores({ logits, targetOutput, targetLengths }: Fixture): number[] {
  const [, target = 0, vocabulary = 0] = logits.shape
  return targetLengths.flatMap((length, row) =>
    Array.from({ length }, (_, t) => {
      const start = (row * target + t) * vocabulary
      const scores = logits.values.subarray(start, start + vocabulary)
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
      return (scores[targetOutput[row]?.[t] ?? NaN] ?? NaN) - Math.log(total)
    }),
  )
}

function withModel(fixture: Fixture, use: (model: Seq2SeqModel) => void): void {
  const model = createModel(fixture.model, fixture.vocabulary, 1)
  for (const [key, { shape, values }] of Object.entries(fixture.weights)) {
    const initial = tf.tensor(values, shape)
    model.parameters.get(key)?.assign(initial)
    initial.dispose()
  }
  use(model)
  model.dispose()
}

function toCoins({ coins }: Fixture): tf.Tensor2D | null {
  return coins && tf.tensor2d(coins, undefined, 'float32')
}

function expectClose(tolerance: number, actual: tf.Tensor, expected: Float32Array, what: string): void {
  const values = Float32Array.from(actual.dataSync())
  expect(values.length, what).toBe(expected.length)
  const farthest = values.reduce((most, value, index) => Math.max(most, Math.abs(value - (expected[index] ?? NaN))), 0)
  expect(farthest, `largest difference in ${what}`).toBeLessThan(tolerance)
}

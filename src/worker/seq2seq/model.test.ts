import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  KINDS,
  SOURCES,
  TARGETS,
  VOCABULARY,
  plainOptions,
  raggedBatch,
  singleBatch,
  tinyModel,
} from '../../../test/support/models.ts'
import { expectClose, largestDifference } from '../../../test/support/numbers.ts'
import { loadEngine } from '../engine/load.ts'
import { stepSeed } from '../engine/random.ts'
import { sequenceLoss } from '../training/loss.ts'
import type { BatchTensors, ForwardOptions, Seq2SeqModel } from './types.ts'

beforeAll(async () => {
  await loadEngine()
})

/** Sum over real target tokens, so that a batch's gradient is the sum of its sentences' gradients. */
function summedLoss(model: Seq2SeqModel, batch: BatchTensors, options: ForwardOptions): tf.Scalar {
  const { logits } = model.forward(batch, options)
  const { loss, tokens } = sequenceLoss(logits, batch.targetOutput, batch.targetMask, 0)
  return tf.mul(loss, tokens)
}

function gradients(model: Seq2SeqModel, batch: BatchTensors, options: ForwardOptions): Map<string, tf.Tensor> {
  const { grads } = tf.variableGrads(() => summedLoss(model, batch, options))
  return new Map([...model.parameters].map(([name, { name: own }]) => [name, grads[own] ?? tf.scalar(NaN)]))
}

describe.each(Object.entries(KINDS))('%s', (_, kind) => {
  it('gives a sentence the same logits and attention in a ragged batch as alone', () => {
    const model = tinyModel(kind)
    tf.tidy(() => {
      const together = model.forward(raggedBatch(), plainOptions())
      SOURCES.forEach((source, index) => {
        const target = (TARGETS[index]?.length ?? 0) + 1
        const alone = model.forward(singleBatch(index), plainOptions())
        const logits = tf.slice(together.logits, [0, index, 0], [target, 1, VOCABULARY.target])
        expectClose(alone.logits, logits, 1e-6, `in logits of sentence ${index}`)
        if (!together.attention || !alone.attention) return
        const [, layers, heads] = together.attention.shape
        const weights = tf.slice(together.attention, [index, 0, 0, 0, 0], [1, layers, heads, target, source.length + 1])
        expectClose(alone.attention, weights, 1e-6, `in attention of sentence ${index}`)
      })
    })
    model.dispose()
  })

  it('has the gradient of the sentences one by one', () => {
    const model = tinyModel(kind)
    tf.tidy(() => {
      const together = gradients(model, raggedBatch(), plainOptions())
      const alone = SOURCES.map((_source, index) => gradients(model, singleBatch(index), plainOptions()))
      for (const [name, gradient] of together) {
        const sum = tf.addN(alone.map((own) => own.get(name) ?? tf.scalar(NaN)))
        expectClose(gradient, sum, 1e-5, `in the gradient of ${name}`)
      }
    })
    model.dispose()
  })

  it('steps to the same logits and attention as the whole pass, with and without coins', () => {
    const model = tinyModel(kind)
    tf.tidy(() => {
      const batch = raggedBatch()
      const [size, target] = batch.targetInput.shape
      const forced = model.forward(batch, plainOptions())
      const coins = tf.ones<tf.Rank.R2>([target, size])
      expectClose(model.forward(batch, { ...plainOptions(), coins }).logits, forced.logits, 1e-6, 'with coins')

      const start = model.encode(batch.source, batch.sourceMask)
      let state = start.state
      tf.unstack(batch.targetInput, 1).forEach((tokens, time) => {
        const step = model.step(start.encoded, state, tokens as tf.Tensor1D)
        state = step.state
        expectClose(
          step.logits,
          tf.squeeze(tf.slice(forced.logits, [time, 0, 0], [1, -1, -1]), [0]),
          1e-6,
          `at ${time}`,
        )
        if (!forced.attention) {
          expect(step.attention).toBeNull()
          return
        }
        if (!step.attention) throw new Error('The step has no attention.')
        const weights = tf.squeeze(tf.slice(forced.attention, [0, 0, 0, time, 0], [-1, -1, -1, 1, -1]), [3])
        expectClose(step.attention, weights, 1e-6, `at ${time}`)
      })
    })
    model.dispose()
  })

  it('attends to real tokens only, with weights that sum to 1 where they are to', () => {
    const model = tinyModel(kind)
    tf.tidy(() => {
      const { attention } = model.forward(raggedBatch(), plainOptions())
      if (!attention) return
      const longest = Math.max(...SOURCES.map((source) => source.length)) + 1
      const rows = attention.dataSync()
      const perSentence = rows.length / SOURCES.length
      for (let start = 0; start < rows.length; start += longest) {
        const real = (SOURCES[Math.floor(start / perSentence)]?.length ?? 0) + 1
        const row = [...rows.slice(start, start + longest)]
        expect(row.slice(real).every((weight) => weight === 0)).toBe(true)
        const sum = row.reduce((before, weight) => before + weight, 0)
        if (kind.attention?.renormalize === false) expect(sum).toBeLessThan(1)
        else expect(sum).toBeCloseTo(1, 5)
      }
    })
    model.dispose()
  })
})

it('leaves no tensors behind, training or not', () => {
  const outside = tf.memory().numTensors
  const model = tinyModel({ encoder: { dropout: 0.2 }, decoder: { dropout: 0.2 }, attention: { score: 'additive' } })
  const batch = singleBatch(0)
  const coins = tf.zeros<tf.Rank.R2>([batch.targetInput.shape[1], 1])
  const options = { ...plainOptions(), training: true, coins, feed: 'sample' } as const
  const before = tf.memory().numTensors
  for (let pass = 0; pass < 50; pass++) {
    tf.tidy(() => {
      gradients(model, batch, options)
    })
  }
  expect(tf.memory().numTensors).toBe(before)
  tf.dispose([...Object.values(batch), coins, options.seed])
  model.dispose()
  expect(tf.memory().numTensors).toBe(outside)
})

describe('randomness', () => {
  const dropping = { encoder: { dropout: 0.3 }, decoder: { dropout: 0.3 } }

  function logits(model: Seq2SeqModel, options: Partial<ForwardOptions>): Float32Array {
    return tf.tidy(() =>
      Float32Array.from(model.forward(raggedBatch(), { ...plainOptions(), ...options }).logits.dataSync()),
    )
  }
  const seedAt = (step: number) => tf.tensor1d(stepSeed(1, step), 'int32')

  it('drops the same for the same seed, otherwise for another step, and nothing outside training', () => {
    const model = tinyModel(dropping)
    const first = logits(model, { training: true, seed: seedAt(1) })
    expect(logits(model, { training: true, seed: seedAt(1) })).toEqual(first)
    expect(largestDifference(logits(model, { training: true, seed: seedAt(2) }), first)).toBeGreaterThan(1e-3)
    expect(logits(model, { training: false, seed: seedAt(1) })).toEqual(
      logits(model, { training: false, seed: seedAt(2) }),
    )
    model.dispose()
  })

  it('gives first weights that depend on seed and name alone', () => {
    const values = (model: Seq2SeqModel, name: string) => model.parameters.get(name)?.dataSync()
    const [one, same, other] = [tinyModel({}, 1), tinyModel({ attention: { score: 'none' } }, 1), tinyModel({}, 2)]
    const name = 'encoder.layers.0.forward.weightHidden'
    expect(values(same, name)).toEqual(values(one, name))
    expect(values(other, name)).not.toEqual(values(one, name))
    for (const model of [one, same, other]) model.dispose()
  })
})

describe('coins', () => {
  it('feed the model’s own token exactly where they are 0', () => {
    const model = tinyModel({ attention: { score: 'additive' } })
    tf.tidy(() => {
      const batch = raggedBatch()
      const [size, target] = batch.targetInput.shape
      const coins = tf.tensor2d([
        [0, 0, 0, 0],
        [1, 0, 1, 0],
        [0, 0, 1, 1],
        [1, 1, 0, 0],
        [0, 1, 0, 1],
      ]) // [target, batch]
      const mixed = model.forward(batch, { ...plainOptions(), coins })

      // The same by hand: choose the tokens first, then force them.
      const own = tf.argMax(mixed.logits, 2).arraySync() // [target, batch]
      const references = batch.targetInput.arraySync()
      const flips = coins.arraySync()
      const fed = references.map((ids, row) =>
        ids.map((id, time) =>
          time === 0 || flips[time]?.[row] === 1 ? id : ((own as number[][])[time - 1]?.[row] ?? -1),
        ),
      )
      expect(fed).not.toEqual(references)
      const forced = model.forward({ ...batch, targetInput: tf.tensor2d(fed, [size, target], 'int32') }, plainOptions())
      expectClose(mixed.logits, forced.logits, 1e-6)
    })
    model.dispose()
  })

  it('of one column count for the whole batch', () => {
    const model = tinyModel()
    tf.tidy(() => {
      const batch = raggedBatch()
      const [size, target] = batch.targetInput.shape
      const column = tf.tensor2d([0, 1, 0, 0, 1].slice(0, target), [target, 1])
      const wide = tf.tile(column, [1, size])
      const options = plainOptions()
      expectClose(
        model.forward(batch, { ...options, coins: column }).logits,
        model.forward(batch, { ...options, coins: wide }).logits,
        0,
      )
    })
    model.dispose()
  })

  it('sample from the model’s distribution, the same for the same seed', () => {
    const model = tinyModel({ attention: { score: 'none' } })
    tf.tidy(() => {
      // The second step's logits show which token was fed: all sentences are alike, so they share the distribution.
      const size = 4000
      const alike = (row: number[]) =>
        tf.tensor2d(
          Array.from({ length: size }, () => row),
          undefined,
          'int32',
        )
      const ones = (length: number) => tf.ones<tf.Rank.R2>([size, length])
      const batch = {
        source: alike([4, 2]),
        sourceMask: ones(2),
        targetInput: alike([1, 0]),
        targetOutput: alike([4, 2]),
        targetMask: ones(2),
      }
      const options = { ...plainOptions(), coins: tf.zeros<tf.Rank.R2>([2, 1]), feed: 'sample' } as const
      const sampled = model.forward(batch, options)
      expectClose(model.forward(batch, options).logits, sampled.logits, 0)

      const [first, second] = tf.unstack(sampled.logits, 0)
      if (!first || !second) throw new Error('There are two steps.')
      const expected = tf.softmax(tf.slice(first, [0, 0], [1, -1])).dataSync()
      const counts = new Map<string, number>()
      for (const row of second.arraySync() as number[][])
        counts.set(row.map((x) => x.toFixed(4)).join(), (counts.get(row.map((x) => x.toFixed(4)).join()) ?? 0) + 1)
      const shares = [...counts.values()].map((count) => count / size).sort((a, b) => a - b)
      expect(
        largestDifference(
          shares,
          [...expected].sort((a, b) => a - b),
        ),
      ).toBeLessThan(0.03)
    })
    model.dispose()
  })
})

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { everyTarget } from '../../../test/support/brute-force.ts'
import { KINDS, raggedBatch, singleBatch, tinyModel } from '../../../test/support/models.ts'
import { largestDifference } from '../../../test/support/numbers.ts'
import { loadEngine } from '../engine/load.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { decodeGreedily } from './greedy.ts'
import { lengthLimit } from './lengths.ts'
import { decodeBySampling } from './sample.ts'
import { finish } from './turns.ts'

const LIMIT = (length: number) => lengthLimit(length, 1)
const OPTIONS = { samples: 3, temperature: 1, seed: 7, limit: LIMIT, attention: true }

beforeAll(async () => {
  await loadEngine()
})

describe.each(Object.entries(KINDS))('%s', (_, kind) => {
  it('draws for a batch what it draws for each sentence alone, and leaves no tensors', () => {
    const model = tinyModel(kind, 4)
    const batch = raggedBatch()
    const before = tf.memory().numTensors
    const together = finish(decodeBySampling(model, batch.source, batch.sourceMask, OPTIONS))
    expect(tf.memory().numTensors).toBe(before)
    together.forEach((hypotheses, index) => {
      const single = singleBatch(index)
      const [alone = []] = finish(decodeBySampling(model, single.source, single.sourceMask, OPTIONS))
      expect(hypotheses.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens))
      hypotheses.forEach(({ score, attention }, number) => {
        expect(score).toBeCloseTo(alone[number]!.score, 4)
        expect(largestDifference(attention, alone[number]!.attention)).toBeLessThan(1e-5)
      })
    })
    expect(new Set(together[0]!.map(({ tokens }) => tokens.join())).size).toBe(3)
    model.dispose()
  })

  it('comes to greedy decoding as the temperature falls', () => {
    const model = tinyModel(kind, 4)
    const batch = raggedBatch()
    const greedy = finish(decodeGreedily(model, batch.source, batch.sourceMask, { lengthFactor: 1, attention: false }))
    const cold = finish(decodeBySampling(model, batch.source, batch.sourceMask, { ...OPTIONS, temperature: 0.00001 }))
    cold.forEach((hypotheses, index) => {
      for (const { tokens, score } of hypotheses) {
        expect(tokens).toEqual(greedy[index]!.tokens)
        expect(score).toBeCloseTo(greedy[index]!.score, 4)
      }
    })
    model.dispose()
  })
})

describe('frequencies', () => {
  const vocabulary = { source: 11, target: 6 }
  const [LONGEST, COUNT] = [2, 5000]

  /** Nothing is wasted on `<pad>` and `<bos>`, so that the scores are whole probabilities. */
  function unwasteful(): Seq2SeqModel {
    const model = tinyModel({ attention: { score: 'additive' } }, 3, vocabulary)
    model.parameters.get('readout.logits.bias')?.assign(tf.tensor1d([-60, -60, 0.4, 0, 0.9, -0.3]))
    return model
  }

  /** Σ (seen − wanted)² / wanted */
  function chiSquare(pairs: readonly { seen: number; wanted: number }[]): number {
    return pairs.reduce((sum, { seen, wanted }) => sum + (seen - wanted) ** 2 / wanted, 0)
  }

  function draw(model: Seq2SeqModel, temperature: number, seed: number): string[] {
    const { source, sourceMask } = singleBatch(0)
    const options = { samples: COUNT, temperature, seed, limit: () => LONGEST, attention: false }
    return finish(decodeBySampling(model, source, sourceMask, options))[0]!.map(({ tokens }) => tokens.join())
  }

  it('fit the model’s distribution over whole targets; the seed decides on the draws', () => {
    const model = unwasteful()
    const { source, sourceMask } = singleBatch(0)
    const none = { lengthPenalty: 0, coveragePenalty: 0 }
    const all = everyTarget(model, source, sourceMask, LONGEST, vocabulary.target, none)
    expect(all).toHaveLength(13)
    expect(all.reduce((sum, { score }) => sum + Math.exp(score), 0)).toBeCloseTo(1)
    const drawn = draw(model, 1, 7)
    const pairs = all.map(({ tokens, score }) => ({
      seen: drawn.filter((other) => other === tokens.join()).length,
      wanted: COUNT * Math.exp(score),
    }))
    expect(chiSquare(pairs)).toBeLessThan(32.9) // 12 degrees of freedom: passed by 999 of 1000 seeds
    expect(draw(model, 1, 7)).toEqual(drawn)
    expect(draw(model, 1, 8)).not.toEqual(drawn)
    model.dispose()
  })

  it('follow the temperature', () => {
    const model = unwasteful()
    const { source, sourceMask } = singleBatch(0)
    const logits = tf.tidy(() => {
      const { encoded, state } = model.encode(source, sourceMask)
      return [...model.step(encoded, state, tf.tensor1d([1], 'int32')).logits.dataSync()]
    })
    for (const temperature of [0.5, 2]) {
      const drawn = draw(model, temperature, 7)
      const weights = logits.map((logit) => Math.exp(logit / temperature))
      const total = weights.reduce((sum, weight) => sum + weight)
      const pairs = [2, 3, 4, 5].map((id) => ({
        seen: drawn.filter((tokens) => tokens.startsWith(String(id))).length,
        wanted: (COUNT * weights[id]!) / total,
      }))
      expect(chiSquare(pairs)).toBeLessThan(16.3) // 3 degrees of freedom
    }
    model.dispose()
  })
})

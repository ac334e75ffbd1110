import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  KINDS,
  SOURCES,
  VOCABULARY,
  plainOptions,
  raggedBatch,
  singleBatch,
  tinyModel,
} from '../../../test/support/models.ts'
import { largestDifference } from '../../../test/support/numbers.ts'
import { loadEngine } from '../engine/load.ts'
import { decodeGreedily } from './greedy.ts'
import { finish } from './turns.ts'

const OPTIONS = { lengthFactor: 1, attention: true }
const EOS = 2

beforeAll(async () => {
  await loadEngine()
})

describe.each(Object.entries(KINDS))('%s', (_, kind) => {
  it('decodes a batch as it decodes each sentence alone, and leaves no tensors', () => {
    const model = tinyModel(kind, 4)
    const batch = raggedBatch()
    const before = tf.memory().numTensors
    const together = finish(decodeGreedily(model, batch.source, batch.sourceMask, OPTIONS))
    expect(tf.memory().numTensors).toBe(before)
    together.forEach((decoding, index) => {
      const single = singleBatch(index)
      const [alone] = finish(decodeGreedily(model, single.source, single.sourceMask, OPTIONS))
      const source = (SOURCES[index]?.length ?? 0) + 1
      expect(alone?.tokens).toEqual(decoding.tokens)
      expect(alone?.score).toBeCloseTo(decoding.score, 4)
      expect(largestDifference(alone!.attention, decoding.attention)).toBeLessThan(1e-5)
      expect(decoding.attention).toHaveLength(decoding.layers * decoding.heads * decoding.tokens.length * source)
      if (!decoding.ended) expect(decoding.tokens).toHaveLength(source + 10)
    })
    model.dispose()
  })
})

it('scores what it decoded as the forced pass scores it', () => {
  const model = tinyModel({ attention: { score: 'additive' } }, 4)
  tf.tidy(() => {
    const batch = singleBatch(0)
    const [decoding] = finish(decodeGreedily(model, batch.source, batch.sourceMask, OPTIONS))
    const tokens = [...decoding!.tokens]
    const targetInput = tf.tensor2d([[1, ...tokens.slice(0, -1)]], undefined, 'int32')
    const { logits, attention } = model.forward({ ...batch, targetInput }, plainOptions())
    const logProbabilities = tf.logSoftmax(logits).arraySync()
    const score = tokens.reduce((sum, id, time) => sum + logProbabilities[time]![0]![id]!, 0)
    expect(decoding!.score).toBeCloseTo(score, 4)
    expect(largestDifference(decoding!.attention, attention!.dataSync())).toBeLessThan(1e-5)
  })
  model.dispose()
})

it.each([
  ['a shorter reference', [5, 6, 7]],
  ['a reference longer than what it says', Array.from({ length: 20 }, (_, place) => 4 + (place % 5))],
])('scores %s after its own tokens, and decodes the same', (_, reference) => {
  const model = tinyModel({ attention: { score: 'additive' } }, 4)
  tf.tidy(() => {
    const batch = singleBatch(0)
    const targetOutput = Int32Array.of(...reference, EOS)
    const { length } = targetOutput
    const references = { size: 1, targetLength: length, targetOutput, targetMask: new Float32Array(length).fill(1) }
    const [decoding] = finish(decodeGreedily(model, batch.source, batch.sourceMask, { ...OPTIONS, references }))
    const { referenceScore, ...rest } = decoding!
    expect(rest).toEqual(finish(decodeGreedily(model, batch.source, batch.sourceMask, OPTIONS))[0])
    // The pass that feeds the model's own tokens over the length of the reference; this model takes no <pad> or <bos>.
    const padded = tf.tensor2d([[1, ...reference]], undefined, 'int32')
    const coins = tf.zeros<tf.Rank.R2>([length, 1])
    const { logits } = model.forward({ ...batch, targetInput: padded }, { ...plainOptions(), coins })
    const logProbabilities = tf.logSoftmax(logits).arraySync()
    const score = [...targetOutput].reduce((sum, id, time) => sum + logProbabilities[time]![0]![id]!, 0)
    expect(referenceScore).toBeCloseTo(score, 4)
  })
  model.dispose()
})

it('never takes <pad> or <bos>, and ends at <eos>', () => {
  const model = tinyModel({ attention: { score: 'none' } }, 4)
  const batch = raggedBatch()
  const preferring = (ids: readonly number[]) => {
    const bias = model.parameters.get('readout.logits.bias')
    bias?.assign(tf.tensor1d(Array.from({ length: VOCABULARY.target }, (_, id) => (ids.includes(id) ? 50 - id : 0))))
    return finish(decodeGreedily(model, batch.source, batch.sourceMask, OPTIONS))
  }
  for (const { tokens } of preferring([0, 1])) {
    expect(tokens.length).toBeGreaterThan(0)
    expect([...tokens].every((id) => id >= EOS)).toBe(true)
  }
  for (const decoding of preferring([0, 1, EOS])) {
    expect(decoding).toMatchObject({ tokens: Int32Array.of(EOS), ended: true })
    expect(decoding.score).toBeLessThan(-1) // forbidden tokens keep their share of the probability
  }
  model.dispose()
})

import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Candidate, everyTarget } from '../../../test/support/brute-force.ts'
import { KINDS, SOURCES, padBatch, raggedBatch, singleBatch, tinyModel } from '../../../test/support/models.ts'
import { largestDifference } from '../../../test/support/numbers.ts'
import { loadEngine } from '../engine/load.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { type BeamOptions, decodeWithBeam } from './beam.ts'
import { createBeamSentence } from './beam-sentence.ts'
import { decodeGreedily } from './greedy.ts'
import type { Hypothesis } from './hypothesis.ts'
import { lengthLimit } from './lengths.ts'
import { finish } from './turns.ts'

const PLAIN = { lengthPenalty: 0, coveragePenalty: 0, attention: true }
const LIMIT = (length: number) => lengthLimit(length, 1)
const EOS = 2
const kinds = Object.entries(KINDS)

beforeAll(async () => {
  await loadEngine()
})

/** Larger weights: the model is surer of itself, and each history leads elsewhere. */
function sharpened(model: Seq2SeqModel, factor: number): Seq2SeqModel {
  tf.tidy(() => {
    for (const variable of model.parameters.values()) variable.assign(tf.mul(variable, factor))
  })
  return model
}

describe.each(kinds)('%s', (_, kind) => {
  it('decodes greedily with a beam of one, whatever the penalties', () => {
    const model = sharpened(tinyModel(kind, 4), 2)
    const batch = raggedBatch()
    const greedy = finish(decodeGreedily(model, batch.source, batch.sourceMask, { lengthFactor: 1, attention: true }))
    const before = tf.memory().numTensors
    for (const penalties of [PLAIN, { ...PLAIN, lengthPenalty: 1, coveragePenalty: 0.5 }]) {
      const beams = finish(
        decodeWithBeam(model, batch.source, batch.sourceMask, {
          ...penalties,
          size: 1,
          best: 1,
          limit: LIMIT,
        }),
      )
      expect(tf.memory().numTensors).toBe(before)
      beams.forEach(([found], index) => {
        const expected = greedy[index]!
        expect(found).toMatchObject({ tokens: expected.tokens, ended: expected.ended, heads: expected.heads })
        expect(found!.score).toBeCloseTo(expected.score, 5)
        expect(largestDifference(found!.attention, expected.attention)).toBeLessThan(1e-6)
        if (penalties === PLAIN) expect(found!.penalizedScore).toBe(found!.score)
      })
    }
    model.dispose()
  })

  it('searches a batch as it searches each sentence alone', () => {
    const model = sharpened(tinyModel(kind, 5), 2)
    const options = { size: 4, best: 3, lengthPenalty: 0.8, coveragePenalty: 0.3, limit: LIMIT, attention: true }
    const batch = raggedBatch()
    const together = finish(decodeWithBeam(model, batch.source, batch.sourceMask, options))
    together.forEach((hypotheses, index) => {
      const single = singleBatch(index)
      const [alone = []] = finish(decodeWithBeam(model, single.source, single.sourceMask, options))
      expect(hypotheses.map(({ tokens }) => tokens)).toEqual(alone.map(({ tokens }) => tokens))
      hypotheses.forEach((hypothesis, rank) => {
        expect(hypothesis.score).toBeCloseTo(alone[rank]!.score, 4)
        expect(hypothesis.penalizedScore).toBeCloseTo(alone[rank]!.penalizedScore, 4)
        expect(largestDifference(hypothesis.attention, alone[rank]!.attention)).toBeLessThan(1e-5)
      })
    })
    model.dispose()
  })
})

describe('a beam that is wide enough', () => {
  const vocabulary = { source: 11, target: 6 }

  function search(model: Seq2SeqModel, sources: number[][], options: Omit<BeamOptions, 'size' | 'attention'>) {
    const batch = padBatch(sources, sources)
    const found = finish(
      decodeWithBeam(model, batch.source, batch.sourceMask, { ...options, size: 120, attention: true }),
    )
    tf.dispose(Object.values(batch))
    return found
  }

  function expectSame(found: readonly Hypothesis[], wanted: readonly Candidate[]): void {
    expect(found).toHaveLength(wanted.length)
    found.forEach((hypothesis, rank) => {
      const best = wanted[rank]!
      expect(hypothesis.penalizedScore).toBeCloseTo(best.penalizedScore, 3)
      expect(hypothesis.ended).toBe(best.ended)
      const same = wanted.find(({ tokens }) => tokens.join() === hypothesis.tokens.join())
      if (!same) return // one of several that are equally good, to rounding
      expect(hypothesis.score).toBeCloseTo(same.score, 3)
      expect(hypothesis.penalizedScore).toBeCloseTo(same.penalizedScore, 3)
      expect(largestDifference(hypothesis.attention, Float32Array.from(same.attention.flat(2)))).toBeLessThan(1e-4)
    })
    expect(found.filter(({ tokens }) => wanted.some((other) => other.tokens.join() === tokens.join())).length).toBe(
      found.length,
    )
  }

  it('finds what a search through all targets finds, in the same order', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(...kinds),
          seed: fc.integer({ min: 1, max: 1000 }),
          sharpness: fc.double({ min: 1, max: 3, noNaN: true }),
          best: fc.constantFrom(1, 3, 30, 120),
          limit: fc.integer({ min: 1, max: 4 }),
          lengthPenalty: fc.constantFrom(0, 0.6, 1, 3),
          coveragePenalty: fc.constantFrom(0, 0.2, 1),
        }),
        ({ kind: [, kind], seed, sharpness, limit, ...options }) => {
          const model = sharpened(tinyModel(kind, seed, vocabulary), sharpness)
          const sources = SOURCES.slice(0, 2)
          const found = search(model, sources, { ...options, limit: () => limit })
          sources.forEach((source, index) => {
            const { source: ids, sourceMask } = padBatch([source], [source])
            const all = everyTarget(model, ids, sourceMask, limit, vocabulary.target, options)
            expectSame(found[index]!, all.slice(0, options.best))
          })
          model.dispose()
        },
      ),
      { numRuns: 40, seed: 11 },
    )
  })
})

describe('the search for one sentence', () => {
  const one = { size: 2, best: 1, coveragePenalty: 0, limit: 12 }
  const candidates = (values: number[], indices: number[], coverage: number[] | null = null) => ({
    values,
    indices,
    coverage,
    vocabulary: 10,
    firstRow: 0,
  })

  it('ends as soon as what lives can only become worse than what ended', () => {
    const sentence = createBeamSentence({ ...one, lengthPenalty: 0 })
    sentence.take(candidates([-1, -1.1], [EOS, 4]))
    expect(sentence.open).toBe(false)
    expect(sentence.results()).toMatchObject([{ ended: true, penalizedScore: -1 }])
  })

  it('goes on while the length penalty may lift what lives', () => {
    const sentence = createBeamSentence({ ...one, lengthPenalty: 1 })
    sentence.take(candidates([-1, -1.1], [EOS, 4]))
    expect(sentence.open).toBe(true)
    sentence.take(candidates([-0.05, -6], [EOS, 5]))
    expect(sentence.open).toBe(false)
    const [best] = sentence.results()
    expect(best).toMatchObject({ ended: true, prefix: { length: 2 } })
    expect(best!.penalizedScore).toBeCloseTo(-1.15 / (7 / 6))
  })

  it('ranks by coverage only what has ended, each by its own row', () => {
    const sentence = createBeamSentence({ ...one, best: 2, lengthPenalty: 0, coveragePenalty: 1 })
    sentence.take(candidates([-1, -1.5], [4, 5], [-9, -9]))
    expect(sentence.live.map(({ token }) => token)).toEqual([4, 5])
    sentence.take(candidates([-0.1, -0.7], [EOS, 10 + EOS], [-3, -0.5]))
    const scores = sentence.results().map(({ prefix, penalizedScore }) => [prefix.before?.token, penalizedScore])
    expect(scores.map(([token]) => token)).toEqual([5, 4])
    expect(scores.map(([, score]) => score)).toEqual([expect.closeTo(-2.2), expect.closeTo(-4.1)])
  })

  it('counts what reaches the limit as unfinished, behind everything that ended', () => {
    const sentence = createBeamSentence({ ...one, best: 2, lengthPenalty: 0, limit: 2 })
    sentence.take(candidates([-0.1, -4], [4, EOS]))
    sentence.take(candidates([-0.2, -2], [5, 6]))
    expect(sentence.open).toBe(false)
    expect(sentence.results().map(({ ended, penalizedScore }) => [ended, penalizedScore])).toEqual([
      [true, -4],
      [false, expect.closeTo(-0.3)],
    ])
  })
})

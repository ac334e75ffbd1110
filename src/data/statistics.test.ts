import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeDataset, lengthHistogram, unknownRate } from './statistics.ts'
import type { TokenPair } from './types.ts'
import { buildVocabularies, countSides } from './vocabularies.ts'

const pair = (source: string, target: string): TokenPair => ({
  source: source.split(' '),
  target: target.split(' '),
  alternatives: [],
  alignment: null,
})

describe('lengthHistogram', () => {
  it('counts every length in its bar', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 60 }), (lengths) => {
        const { width, counts, maximum } = lengthHistogram(lengths)
        expect(counts.length).toBeLessThanOrEqual(50)
        for (const [bar, count] of counts.entries()) {
          expect(count).toBe(
            lengths.filter((length) => length >= bar * width + 1 && length <= (bar + 1) * width).length,
          )
        }
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lengths.length)
        expect(maximum).toBe(Math.max(0, ...lengths))
      }),
    )
  })
})

describe('describeDataset', () => {
  it('says by hand what is in a small data set', () => {
    const train = [pair('a b', 'x'), pair('a b', 'x'), pair('a c c c', 'y z')]
    const valid = [pair('a b', 'x'), pair('a q', 'x w w')]
    const vocabularies = buildVocabularies(countSides(train), { joint: false, minimumFrequency: 1, maximumSize: 0 })
    const dataset = { train, valid, ...vocabularies, tooLong: 7, warnings: ['careful'] }
    expect(describeDataset(dataset, 1)).toEqual({
      trainPairs: 3,
      validPairs: 2,
      tooLong: 7,
      rows: [
        { split: 'train', source: ['a', 'b'], target: ['x'], alignment: null },
        { split: 'valid', source: ['a', 'b'], target: ['x'], alignment: null },
      ],
      sourceLengths: { width: 1, counts: [0, 2, 0, 1], mean: 8 / 3, maximum: 4 },
      targetLengths: { width: 1, counts: [2, 1], mean: 4 / 3, maximum: 2 },
      sourceVocabulary: {
        size: 7,
        mostFrequent: [
          { token: 'a', count: 3 },
          { token: 'c', count: 3 },
          { token: 'b', count: 2 },
        ],
        unknownRate: 1 / 4,
        unknownExamples: ['q'],
      },
      targetVocabulary: {
        size: 7,
        mostFrequent: [
          { token: 'x', count: 2 },
          { token: 'y', count: 1 },
          { token: 'z', count: 1 },
        ],
        unknownRate: 2 / 4,
        unknownExamples: ['w'],
      },
      leakedPairs: 1,
      duplicatePairs: 1,
      warnings: ['careful'],
    })
    expect(unknownRate(valid, dataset.sourceVocabulary, dataset.targetVocabulary)).toBe(3 / 8)
  })

  it('does not confuse pairs whose tokens lie differently on the two sides', () => {
    const train = [pair('a b', 'c'), pair('a', 'b c')]
    const vocabularies = buildVocabularies(countSides(train), { joint: false, minimumFrequency: 1, maximumSize: 0 })
    expect(describeDataset({ train, valid: [], ...vocabularies, tooLong: 0, warnings: [] }, 0)).toMatchObject({
      duplicatePairs: 0,
      sourceVocabulary: { unknownRate: 0 },
    })
  })
})

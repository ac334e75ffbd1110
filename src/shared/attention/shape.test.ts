import { describe, expect, it } from 'vitest'
import { attentionCoverage, attentionDiagonality, attentionMonotonicity } from './shape.ts'
import type { AttentionWeights } from './weights.ts'
import { ratioValue, sumRatios } from '../ratio.ts'

/** One row a target token, each looking at one place of the source only; the last rows and columns are `<eos>`. */
function looking(places: readonly number[], columns: number) {
  const rows = places.map((place) => Array.from({ length: columns }, (_, source) => (source === place ? 1 : 0)))
  return { rows: rows.length, columns, weights: rows.flat() }
}

const copied = looking([0, 1, 2, 3, 4], 5)
const reversed = looking([3, 2, 1, 0, 4], 5)
const stuck = looking([1, 1, 1, 1, 4], 5)
const spread = { rows: 5, columns: 5, weights: new Array<number>(25).fill(0.2) }
const tokens = { source: 4, target: 4 }
const of = (measure: typeof attentionCoverage, map: AttentionWeights) => ratioValue(measure(map, tokens))

describe('coverage', () => {
  it('counts each source token up to a whole unit of attention', () => {
    expect(of(attentionCoverage, copied)).toBe(1)
    expect(of(attentionCoverage, reversed)).toBe(1)
    expect(of(attentionCoverage, stuck)).toBe(0.25)
    expect(of(attentionCoverage, spread)).toBeCloseTo(1, 12)
    // Tokens with 0.5, 1.2 (counted as 1) and 0.3 of the attention, without that on <eos>.
    const weights = [0.3, 0.6, 0.1, 0, 0.2, 0.6, 0.2, 0]
    expect(attentionCoverage({ rows: 2, columns: 4, weights }, { source: 3, target: 1 }).numerator).toBeCloseTo(1.8, 12)
  })
})

describe('diagonality', () => {
  it('is 1 on the diagonal, less off it, and 0 on <eos>', () => {
    expect(of(attentionDiagonality, copied)).toBe(1)
    // Distances 0.75, 0.25, 0.25, 0.75 of the length.
    const nearness = (distance: number) => Math.exp(-(distance ** 2) / 0.08)
    expect(of(attentionDiagonality, reversed)).toBeCloseTo((nearness(0.75) + nearness(0.25)) / 2, 12)
    expect(of(attentionDiagonality, looking([4, 4, 4, 4, 4], 5))).toBe(0)
  })

  it('follows the diagonal of unequal lengths', () => {
    const wide = looking([0, 2], 4) // middles at 1/4, 3/4 against 1/8, 5/8
    expect(ratioValue(attentionDiagonality(wide, { source: 4, target: 2 }))).toBeCloseTo(
      Math.exp(-(0.125 ** 2) / 0.08),
      12,
    )
  })
})

describe('monotonicity', () => {
  it('is 1 forwards, 0 backwards, and takes equal places for in order', () => {
    expect(of(attentionMonotonicity, copied)).toBe(1)
    expect(of(attentionMonotonicity, reversed)).toBe(0)
    expect(of(attentionMonotonicity, stuck)).toBe(1)
    expect(of(attentionMonotonicity, looking([0, 2, 1, 3, 4], 5))).toBeCloseTo(5 / 6, 12)
  })

  it('leaves out rows that look at <eos>, and counts nothing for one token', () => {
    expect(of(attentionMonotonicity, looking([3, 4, 0, 4, 4], 5))).toBe(0)
    expect(attentionMonotonicity(looking([0, 1], 2), { source: 1, target: 1 })).toEqual({
      numerator: 0,
      denominator: 0,
    })
  })
})

describe('F22: over several sentences, as docs/metrics.md says', () => {
  const one = { map: looking([0, 1], 2), tokens: { source: 1, target: 1 } }
  const backwards = { map: reversed, tokens }
  const forwards = { map: copied, tokens }
  const over = (measure: typeof attentionCoverage, sentences: readonly (typeof one)[]) =>
    ratioValue(sumRatios(sentences.map((sentence) => measure(sentence.map, sentence.tokens))))

  it('monotonicity is the mean of the sentences that have one, and NaN without any', () => {
    expect(over(attentionMonotonicity, [one, one])).toBeNaN()
    expect(over(attentionMonotonicity, [one, backwards])).toBe(0)
    expect(over(attentionMonotonicity, [one, forwards, backwards])).toBe(1 / 2)
  })

  it('diagonality is one mean over all target tokens, those that look at <eos> included', () => {
    expect(over(attentionDiagonality, [one, forwards])).toBe(1)
    const beyond = { map: looking([4, 4, 4, 4, 4], 5), tokens }
    expect(over(attentionDiagonality, [one, beyond])).toBe(1 / 5) // of 1 + 4 tokens
  })
})

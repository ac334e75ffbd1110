import { describe, expect, it } from 'vitest'
import type { Alignment } from '../contract/attention.ts'
import { alignmentErrors, argmaxLinks } from './alignment.ts'
import { meanAttention } from './weights.ts'
import { ratioValue } from '../ratio.ts'

describe('argmaxLinks', () => {
  it('links each target token to its largest weight, and leaves <eos>, padding and NaN out', () => {
    // Source a b <eos> and a padded column; target x y z w <eos>.
    const weights = [
      [0.1, 0.8, 0.1, 0], // → b
      [0.2, 0.2, 0.6, 0], // → <eos>: no link
      [0.4, 0.4, 0.2, 0], // the first of equal weights
      [NaN, NaN, NaN, NaN],
      [0.9, 0.1, 0, 0], // the row of <eos>
    ].flat()
    expect(argmaxLinks({ rows: 5, columns: 4, weights }, { source: 2, target: 4 })).toEqual([
      [1, 0],
      [0, 2],
    ])
  })
})

describe('alignmentErrors', () => {
  const gold: Alignment = {
    sure: [
      [0, 0],
      [1, 1],
    ],
    possible: [
      [0, 0],
      [1, 1],
      [2, 1],
      [2, 2],
    ],
  }

  it('follows Och and Ney by hand', () => {
    // A = {0-0, 2-1, 2-2, 0-3}: |A∩S| = 1, |A∩P| = 3, |A| + |S| = 6
    expect(
      alignmentErrors(
        [
          [0, 0],
          [2, 1],
          [2, 2],
          [0, 3],
        ],
        gold,
      ),
    ).toEqual({ numerator: 2, denominator: 6 })
  })

  it('is 0 for all sure and only possible links, 1 for none that agree', () => {
    expect(
      ratioValue(
        alignmentErrors(
          [
            [0, 0],
            [1, 1],
            [2, 2],
          ],
          gold,
        ),
      ),
    ).toBe(0)
    expect(ratioValue(alignmentErrors([[5, 5]], gold))).toBe(1)
    expect(ratioValue(alignmentErrors([], gold))).toBe(1)
  })

  it('takes sure links for possible and counts a link once', () => {
    expect(
      alignmentErrors(
        [
          [0, 0],
          [0, 0],
        ],
        { sure: [[0, 0]], possible: [] },
      ),
    ).toEqual({ numerator: 0, denominator: 2 })
  })

  it('is 0 for the anti-diagonal of a reversed sentence, with its <eos>', () => {
    const weights = [
      [0, 0, 1, 0],
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
    ].flat()
    const links = argmaxLinks({ rows: 4, columns: 4, weights }, { source: 3, target: 3 })
    const sure = [
      [2, 0],
      [1, 1],
      [0, 2],
    ] as const
    expect(ratioValue(alignmentErrors(links, { sure, possible: sure }))).toBe(0)
  })
})

describe('meanAttention', () => {
  it('averages layers and heads', () => {
    const weights = Float32Array.of(1, 0, 0.5, 0.5) // [2 layers, 1 head, 1 target, 2 sources]
    const map = { source: ['a', '<eos>'], target: ['x'], layers: 2, heads: 1, weights }
    expect(meanAttention(map)).toEqual({ rows: 1, columns: 2, weights: Float64Array.of(0.75, 0.25) })
    // Rows that sum to less, as Luong's equation 10 has them.
    const less = { ...map, source: ['a', 'b', '<eos>'], layers: 1, weights: Float32Array.of(0.25, 0.125, 0.125) }
    expect(meanAttention(less)?.weights).toEqual(Float64Array.of(0.5, 0.25, 0.25))
    expect(meanAttention({ ...map, layers: 0, heads: 0, weights: new Float32Array() })).toBeNull()
  })
})

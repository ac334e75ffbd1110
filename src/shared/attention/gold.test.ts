import { describe, expect, it } from 'vitest'
import { ratioValue } from '../ratio.ts'
import { goldAgreement, goldCells, judgeLinks } from './gold.ts'

const tokens = { source: ['a', 'b', '<eos>'], target: ['x', 'y', 'z', '<eos>'] }
// x on a, y on b, z on <eos>
const weights = Float32Array.of(0.75, 0.25, 0, 0.25, 0.75, 0, 0.25, 0.25, 0.5, 0, 0, 1)
const plane = { ...tokens, weights }

describe('the gold alignment of a map', () => {
  it('is outlined where it lies inside, sure or possible', () => {
    const alignment = { sure: [[0, 0]] as const, possible: [[0, 0] as const, [1, 0] as const, [7, 0] as const] }
    expect(goldCells(alignment, plane)).toEqual([
      { s: 0, t: 0, sure: true },
      { s: 1, t: 0, sure: false },
    ])
    expect(goldCells(null, plane)).toEqual([])
  })

  it('tells the links of the hard alignment right from wrong, and what they miss', () => {
    const sure = [[0, 0] as const, [0, 1] as const, [1, 2] as const]
    expect(judgeLinks(plane, { sure, possible: [...sure, [1, 1]] })).toEqual({
      links: [
        { s: 0, t: 0, gold: 'sure' },
        { s: 1, t: 1, gold: 'possible' },
      ],
      missed: [
        { s: 0, t: 1 },
        { s: 1, t: 2 },
      ],
    })
    expect(judgeLinks(plane, { sure: [[1, 0]], possible: [] }).links.map(({ gold }) => gold)).toEqual([
      'wrong',
      'wrong',
    ])
  })

  it('agrees by the weight on its links, over the tokens that have one', () => {
    // x: 0.75 on a; z: 0.25 + 0.25; y has no link.
    const gold = { sure: [[0, 0] as const, [0, 2] as const, [1, 2] as const], possible: [] }
    const of = { rows: 4, columns: 3, weights }
    expect(ratioValue(goldAgreement(of, gold, { source: 2, target: 3 }))).toBe((0.75 + 0.5) / 2)
    expect(ratioValue(goldAgreement(of, { sure: [], possible: [] }, { source: 2, target: 3 }))).toBeNaN()
  })
})

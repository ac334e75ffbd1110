import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WEIGHT_CURVES, automaticCeiling, curveShare, levelsOf, partAt, pixelsOf, pooled } from './colouring.ts'

const table = Uint8ClampedArray.from({ length: 1024 }, (_, i) => Math.floor(i / 4))
const plain = { table, curve: 'linear', ceiling: 1, signed: false } as const

describe('the colours of weights', () => {
  it('take the ends of the table, the last one from the ceiling on', () => {
    const weights = Float32Array.of(0, 0.1, 0.2, 0.4)
    expect([...levelsOf(weights, { ...plain, ceiling: 0.2 })]).toEqual([0, 128, 255, 255])
    expect([...levelsOf(Float32Array.of(-1, -0.5, 0, 0.5, 1), { ...plain, signed: true })]).toEqual([
      0, 64, 128, 191, 255,
    ])
    expect([...pixelsOf(Uint8Array.of(0, 255), table)]).toEqual([0, 0, 0, 0, 255, 255, 255, 255])
  })

  it('never show more weight as less, and the numbers beside the scale are theirs', () => {
    const part = fc.double({ min: 0, max: 1.5, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom(...WEIGHT_CURVES), part, part, (curve, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(curveShare(curve, low)).toBeLessThanOrEqual(curveShare(curve, high))
        const share = curveShare(curve, a)
        if (share > 0 && share < 1) expect(partAt(curve, share)).toBeCloseTo(a, 9)
      }),
    )
    // What is pale on a linear scale is seen on the others.
    expect(curveShare('root', 0.01)).toBeCloseTo(0.1)
    expect(curveShare('log', 0.01)).toBeCloseTo(0.5)
  })

  it('of more cells than pixels keep every peak', () => {
    const levels = new Uint8Array(64).fill(10)
    levels[8 * 3 + 5] = 200
    expect([...pooled(levels, { rows: 8, columns: 8 }, { rows: 2, columns: 2 }, false)]).toEqual([10, 200, 10, 10])
    const signed = new Uint8Array(4).fill(128)
    signed[1] = 20
    signed[2] = 180
    expect([...pooled(signed, { rows: 2, columns: 2 }, { rows: 1, columns: 1 }, true)]).toEqual([20])
  })

  it('have a ceiling that most rows reach and one outlier does not set', () => {
    const flat = new Float32Array(400).fill(1 / 20)
    expect(automaticCeiling([{ columns: 20, weights: flat }])).toBe(0.05)
    const peaked = flat.slice()
    peaked[7] = 1
    expect(automaticCeiling([{ columns: 20, weights: peaked }])).toBe(0.05)
    expect(automaticCeiling([{ columns: 2, weights: Float32Array.of(0.02, 0.98, 0.97, 0.03) }])).toBe(1)
    expect(automaticCeiling([{ columns: 2, weights: Float32Array.of(0.1, -0.3) }])).toBe(0.5)
    expect(automaticCeiling([])).toBeNull()
    expect(automaticCeiling([{ columns: 2, weights: new Float32Array(2) }])).toBeNull()
  })
})

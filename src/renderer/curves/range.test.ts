import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isClick, rangeWithin } from './range.ts'

describe('the range that all charts show', () => {
  it('G29: stays within the whole and keeps its width where it can', () => {
    const edge = fc.double({ min: -500, max: 1500, noNaN: true })
    fc.assert(
      fc.property(edge, edge, (min, max) => {
        const range = rangeWithin({ min, max }, { min: 0, max: 1000 })
        if (max <= min || max - min >= 1000) expect(range).toBeNull()
        else {
          expect(range?.min).toBeGreaterThanOrEqual(0)
          expect(range?.max).toBeLessThanOrEqual(1000 + 1e-9)
          expect((range?.max ?? 0) - (range?.min ?? 0)).toBeCloseTo(max - min, 6)
        }
      }),
    )
  })

  it('G29: is not chosen by a click, nor is a drag a click', () => {
    expect(isClick({ x: 10, y: 10 }, { x: 12, y: 11 })).toBe(true)
    expect(isClick({ x: 10, y: 10 }, { x: 60, y: 10 })).toBe(false)
    expect(isClick(null, { x: 60, y: 10 })).toBe(false)
  })
})

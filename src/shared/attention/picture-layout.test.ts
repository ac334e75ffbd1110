import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pictureLayout } from './picture-layout.ts'

describe('the picture of a map', () => {
  it('G40: has room for all of its caption, its map and its scale', () => {
    const parts = fc.record({
      columns: fc.integer({ min: 0, max: 300 }),
      rows: fc.integer({ min: 0, max: 300 }),
      rowLabels: fc.integer({ min: 10, max: 120 }),
      columnLabels: fc.integer({ min: 10, max: 120 }),
      caption: fc.record({ width: fc.integer({ min: 10, max: 2000 }), lines: fc.integer({ min: 1, max: 3 }) }),
    })
    fc.assert(
      fc.property(parts, (given) => {
        const { width, height, cell, left, top, margin, scale, captionAt } = pictureLayout(given)
        expect(left + given.columns * cell).toBeLessThanOrEqual(width)
        expect(margin + given.caption.width).toBeLessThanOrEqual(width)
        expect(scale.x + scale.width).toBeLessThan(width)
        expect(top + given.rows * cell).toBeLessThan(scale.y)
        expect(captionAt(0)).toBeGreaterThan(scale.y + scale.height)
        expect(captionAt(given.caption.lines - 1)).toBeLessThan(height)
      }),
    )
  })
})

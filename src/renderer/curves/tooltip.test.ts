import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeTip, tipRows } from './tooltip.ts'

const size = (most: number) =>
  fc.record({ width: fc.integer({ min: 1, max: most }), height: fc.integer({ min: 1, max: most }) })

describe('the tooltip of a curve', () => {
  it('G28: is wholly in the window, wherever the pointer is', () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 1024 }), y: fc.integer({ min: 0, max: 700 }) })
    const view = { width: 1024, height: 700 }
    fc.assert(
      fc.property(place, size(340), (at, tip) => {
        const { left, top } = placeTip(at, tip, view)
        expect(left).toBeGreaterThanOrEqual(0)
        expect(top).toBeGreaterThanOrEqual(0)
        expect(left + tip.width).toBeLessThanOrEqual(view.width)
        expect(top + tip.height).toBeLessThanOrEqual(view.height)
        // Beside the pointer, so that it hides nothing that is read.
        expect(at.x < left || at.x > left + tip.width).toBe(true)
      }),
    )
  })

  it('G28: has no more rows than its chart has room for, those nearest to the pointer, in their order', () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ run: `r${i}`, distance: (i * 37) % 50 }))
    const shown = tipRows(rows, 140)
    expect(shown.rows.map(({ distance }) => distance).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
    expect(shown.rows).toEqual(rows.filter((row) => shown.rows.includes(row)))
    expect(shown.more).toBe(45)
    expect(tipRows(rows.slice(0, 3), 140)).toEqual({ rows: rows.slice(0, 3), more: 0 })
  })

  it('G36: never leaves out a run whose value is not finite', () => {
    const rows = [...Array.from({ length: 30 }, (_, distance) => ({ distance })), { distance: NaN }]
    expect(tipRows(rows, 140).rows.some(({ distance }) => Number.isNaN(distance))).toBe(true)
  })
})

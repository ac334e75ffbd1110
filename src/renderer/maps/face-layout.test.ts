import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LABELLED_CELL, WHOLE, cellAt, layoutFace, showing, zoomed } from './face-layout.ts'
import { labelText } from '../../shared/attention/tokens.ts'
import { labelLength } from './labels.ts'

const tokens = (count: number, text = 'w') => Array.from({ length: count }, (_, i) => `${text}${i % 10}`)
const parts = (source: number, target = source, text = 'w') => ({
  source: tokens(source, text),
  target: tokens(target, text),
  bars: { rows: 1, columns: 1 },
})

describe('the layout of a map', () => {
  it('stays in its room, whatever the sentence, and leaves no label closer to the next than can be read', () => {
    const side = fc.integer({ min: 1, max: 600 })
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 60, max: 2000 }),
        fc.integer({ min: 60, max: 1200 }),
        (s, t, width, height) => {
          const layout = layoutFace(parts(s, t), { width, height }, WHOLE)
          expect(layout.whole.width).toBeLessThanOrEqual(width + 0.01)
          expect(layout.whole.height).toBeLessThanOrEqual(height + 0.01)
          expect(layout.width).toBeCloseTo(s * layout.cell)
          expect(layout.stride * layout.cell).toBeGreaterThanOrEqual(LABELLED_CELL)
          expect(layout.x + layout.y).toBe(0)
        },
      ),
    )
  })

  it('lets cells grow into a large room, with level labels where they fit', () => {
    const large = layoutFace(parts(5), { width: 900, height: 600 }, WHOLE)
    const small = layoutFace(parts(5), { width: 150, height: 150 }, WHOLE)
    expect(large.cell).toBeGreaterThan(2 * small.cell)
    expect(large.upright).toBe(false)
    expect(layoutFace(parts(5, 5, 'extraordinary'), { width: 900, height: 600 }, WHOLE).upright).toBe(true)
  })

  it('leaves out the labels of a map that is no larger than they are', () => {
    const { left, top } = layoutFace(parts(5, 5, 'extraordinary'), { width: 60, height: 60 }, WHOLE)
    expect([left, top]).toEqual([0, 0])
  })

  it('shows all of 512 tokens, and every label of those that are zoomed into', () => {
    const room = { width: 700, height: 400 }
    const whole = layoutFace(parts(512), room, WHOLE)
    expect(whole.cell).toBeLessThan(1)
    const near = layoutFace(parts(512), room, { zoom: 30, x: 0.5, y: 0.25 })
    expect(near.stride).toBe(1)
    expect(near.x + near.width / 2).toBeCloseTo(256 * near.cell, -1)
    expect(near.y + near.height / 2).toBeCloseTo(128 * near.cell, -1)
    const end = layoutFace(parts(512), room, { zoom: 30, x: 1, y: 1 })
    expect(cellAt(end, { x: end.width - 1, y: end.height - 1 }, parts(512))).toEqual({ t: 511, s: 511 })
    expect(cellAt(end, { x: end.width + 1, y: 0 }, parts(512))).toBeNull()
  })

  it('zooms about the pointer, and back to the whole', () => {
    const near = zoomed(WHOLE, 2, { x: 0.25, y: 0.75 })
    expect(near).toEqual({ zoom: 2, x: 0.375, y: 0.625 })
    expect(zoomed(near, 0.1, { x: 0, y: 0 })).toEqual(WHOLE)
  })

  it('moves only as far as brings a cell into sight', () => {
    const [room, view] = [
      { width: 400, height: 400 },
      { zoom: 20, x: 0.5, y: 0.5 },
    ]
    const layout = layoutFace(parts(100), room, view)
    expect(showing(view, { t: 50, s: 50 }, layout, parts(100))).toEqual(view)
    const moved = showing(view, { t: 50, s: 99 }, layout, parts(100))
    expect(moved.y).toBe(view.y)
    const there = layoutFace(parts(100), room, moved)
    expect(there.x + there.width).toBeGreaterThanOrEqual(100 * there.cell - 1)
  })
})

describe('a label', () => {
  it('shows white space, is cut when it is long, and knows wide characters', () => {
    expect(labelText(' ')).toBe('␣')
    expect(labelText('')).toBe('∅')
    expect(Array.from(labelText('Donaudampfschifffahrt'))).toHaveLength(14)
    expect(labelText('שלום')).toBe('שלום')
    expect(labelLength('東京')).toBe(4)
  })
})

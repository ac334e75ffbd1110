import { describe, expect, it } from 'vitest'
import { LARGEST_CELL, LABELLED_CELL, layoutMap } from './map-layout.ts'

describe('the layout of a map', () => {
  const tokens = (count: number, text = 'w') => Array.from({ length: count }, (_, i) => `${text}${i % 10}`)

  it('keeps small maps small and whole', () => {
    const { cell, stride } = layoutMap(tokens(5), tokens(5), { width: 900, height: 600, zoom: 1 })
    expect(cell).toBe(LARGEST_CELL)
    expect(stride).toBe(1)
  })

  it('fits a wide map into its width and thins the labels', () => {
    const { cell, left, stride } = layoutMap(tokens(120), tokens(120), { width: 600, height: 400, zoom: 1 })
    expect(left + 120 * cell).toBeLessThanOrEqual(600)
    expect(stride * cell).toBeGreaterThanOrEqual(LABELLED_CELL)
  })

  it('reaches 512 tokens, every label of them when zoomed in', () => {
    const size = { width: 700, height: 400 }
    expect(layoutMap(tokens(512), tokens(512), { ...size, zoom: 1 }).cell).toBeGreaterThan(0)
    const near = layoutMap(tokens(512), tokens(512), { ...size, zoom: 8 })
    expect(near.stride).toBe(1)
  })

  it('knows which column labels are too long to lie level', () => {
    const { level } = layoutMap(['a', 'bb', 'extraordinary'], tokens(3), { width: 600, height: 400, zoom: 1 })
    expect('a'.length).toBeLessThanOrEqual(level)
    expect('extraordinary'.length).toBeGreaterThan(level)
  })
})

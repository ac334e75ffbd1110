import { describe, expect, it } from 'vitest'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import { goldCells, paintPlane, planeOf, planeToCsv, weightAt } from './attention-plane.ts'
import { MAP_SCALES, colourTable } from '../ui/map-colours.ts'
import { LARGEST_CELL, LABELLED_CELL, labelText, layoutMap } from './map-layout.ts'
import { markTokens } from '../ui/token-diff.ts'

// [layers 1, heads 2, target 2, source 3]
const map: AttentionMap = {
  mode: 'teacher-forced',
  source: ['a', 'b,c', '<eos>'],
  target: ['x', '<eos>'],
  layers: 1,
  heads: 2,
  weights: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0),
}
const whole = (weights: Float32Array) => ({ source: map.source, target: map.target, weights })

describe('a plane of attention', () => {
  it('is one head, or the mean of them', () => {
    const second = planeOf(map, 0, 1)
    expect(second && [...second.weights]).toEqual([0, 0, 1, 0, 1, 0])
    const mean = planeOf(map, 'mean', 'mean')
    expect(mean && [...mean.weights]).toEqual([0.5, 0, 0.5, 0, 1, 0])
    expect(mean && weightAt(mean, 1, 1)).toBe(1)
    expect(mean && weightAt(mean, 1, 3)).toBeNaN()
    expect(planeOf({ ...map, layers: 0, heads: 0, weights: new Float32Array(0) }, 'mean', 'mean')).toBeNull()
  })

  it('paints row by row, target over source', () => {
    const table = colourTable('viridis', 'light')
    const pixels = paintPlane(whole(Float32Array.of(0, 1, 0, 0, 0, 2)), table)
    expect([...pixels.slice(0, 4)]).toEqual([...table.slice(0, 4)])
    expect([...pixels.slice(4, 8)]).toEqual([...table.slice(255 * 4)])
    const lower = paintPlane(whole(Float32Array.of(0, 0.1, 0, 0, 0, 0)), table, 0.1)
    expect([...lower.slice(4, 8)]).toEqual([...table.slice(255 * 4)]) // a lower ceiling takes the last colour earlier
    expect([...pixels.slice(20, 24)]).toEqual([...table.slice(255 * 4)]) // above 1: the end of the scale
  })

  it('becomes CSV that quotes what must be quoted', () => {
    expect(planeToCsv(whole(Float32Array.of(0.5, 0.25, 0.25, 0, 1, 0)))).toBe(
      ',a,"b,c",<eos>\nx,0.5,0.25,0.25\n<eos>,0,1,0\n',
    )
  })

  it('outlines the gold links inside it, sure or possible', () => {
    const alignment = { sure: [[0, 0]] as const, possible: [[0, 0] as const, [1, 0] as const, [7, 0] as const] }
    expect(goldCells(alignment, whole(new Float32Array(6)))).toEqual([
      { s: 0, t: 0, sure: true },
      { s: 1, t: 0, sure: false },
    ])
  })
})

describe('colour scales', () => {
  it('are monotonic in lightness, so that more weight never looks like less', () => {
    for (const scale of MAP_SCALES) {
      for (const theme of ['light', 'dark'] as const) {
        const table = colourTable(scale, theme)
        const luma = Array.from({ length: 256 }, (_, i) => {
          const [r = 0, g = 0, b = 0] = table.slice(i * 4, i * 4 + 3)
          return 0.2126 * r + 0.7152 * g + 0.0722 * b
        })
        const direction = Math.sign((luma[255] ?? 0) - (luma[0] ?? 0))
        for (let i = 1; i < 256; i += 1) {
          expect(direction * ((luma[i] ?? 0) - (luma[i - 1] ?? 0)), `${scale} ${theme} ${i}`).toBeGreaterThan(-2)
        }
        expect(Math.abs((luma[255] ?? 0) - (luma[0] ?? 0))).toBeGreaterThan(120)
      }
    }
  })
})

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

  it('shows white space and cuts long tokens', () => {
    expect(labelText(' ')).toBe('␣')
    expect(labelText('')).toBe('∅')
    expect(Array.from(labelText('Donaudampfschifffahrt'))).toHaveLength(14)
  })
})

describe('marks of an output', () => {
  it('say which tokens are right, by the cheapest edit', () => {
    expect(markTokens(['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual({ right: [true, true, true], missing: 0 })
    expect(markTokens(['a', 'x', 'c'], ['a', 'b', 'c'])).toEqual({ right: [true, false, true], missing: 0 })
    expect(markTokens(['a', 'c'], ['a', 'b', 'c'])).toEqual({ right: [true, true], missing: 1 })
    expect(markTokens(['a', 'a', 'b'], ['a', 'b']).right.filter(Boolean)).toHaveLength(2)
    expect(markTokens([], ['a'])).toEqual({ right: [], missing: 1 })
  })
})

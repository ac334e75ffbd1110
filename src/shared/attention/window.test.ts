import { describe, expect, it } from 'vitest'
import type { AttentionMap } from '../contract/attention.ts'
import { windowOf, windowRows, windowText } from './window.ts'

// [layers 2, target 2], four source tokens
const map: AttentionMap = {
  mode: 'free-running',
  source: ['a', 'b', 'c', '<eos>'],
  target: ['x', '<eos>'],
  layers: 2,
  heads: 1,
  weights: new Float32Array(16),
  window: { centres: Float32Array.of(0, 2.5, 1, 2.5), reach: 1 },
}

describe('the window of a map', () => {
  it('is that of the layer chosen, or of all where they agree', () => {
    expect([...(windowOf(map, 1)?.centres ?? [])]).toEqual([1, 2.5])
    expect(windowOf(map, 'mean')).toBeNull()
    const alike = { ...map, window: { centres: Float32Array.of(0, 2.5, 0, 2.5), reach: 1 } }
    expect([...(windowOf(alike, 'mean')?.centres ?? [])]).toEqual([0, 2.5])
    expect(windowOf({ ...map, window: undefined }, 0)).toBeNull()
  })

  it('covers the positions within reach, cut at the sentence’s ends', () => {
    const rows = windowRows({ centres: Float32Array.of(0, 2.5, 3.9), reach: 1 }, 4)
    expect(rows.map(({ first, last }) => [first, last])).toEqual([
      [0, 1],
      [2, 3],
      [3, 3],
    ])
    expect(rows[2]?.centre).toBe(3)
  })

  it('is told with positions counted from 1', () => {
    expect(windowText({ centres: Float32Array.of(0, 2.5), reach: 4 }, 1)).toBe('centre 3.5 ± 4')
  })
})

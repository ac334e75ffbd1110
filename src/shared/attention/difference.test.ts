import { describe, expect, it } from 'vitest'
import { differencePlane } from './difference.ts'

const plane = (source: string[], target: string[], ...weights: number[]) => ({
  source,
  target,
  weights: Float32Array.from(weights),
})

describe('the difference of two maps', () => {
  it('is weight less weight where the tokens are the same', () => {
    const a = plane(['s', 't'], ['x', 'y'], 1, 0, 0.25, 0.75)
    const b = plane(['s', 't'], ['x', 'y'], 0.5, 0.5, 0.25, 0.75)
    const { source, target, weights } = differencePlane(a, b)
    expect([...weights]).toEqual([0.5, -0.5, 0, 0])
    expect([source, target]).toEqual([
      ['s', 't'],
      ['x', 'y'],
    ])
  })

  it('lays differing outputs over each other, and subtracts nothing from what stands alone', () => {
    const a = plane(['s'], ['x', 'y', 'z'], 1, 0.5, 0.25)
    const b = plane(['s'], ['x', 'q', 'z', 'w'], 0.75, 0.25, 0.25, 1)
    const { target, weights, rows } = differencePlane(a, b)
    expect(target).toEqual(['x', 'y / q', 'z', '– / w'])
    expect([...weights]).toEqual([0.25, 0.25, 0, NaN])
    expect(rows[3]).toEqual({ a: null, b: 3, same: false })
  })

  it('aligns the source where tokenisers differ', () => {
    const a = plane(['ab', 'c'], ['x'], 0.75, 0.25)
    const b = plane(['a', 'b', 'c'], ['x'], 0.25, 0.5, 0.25)
    const { source, weights } = differencePlane(a, b)
    expect(source).toHaveLength(3)
    expect(source[2]).toBe('c')
    expect(weights[2]).toBe(0)
    expect([...weights].filter(Number.isNaN)).toHaveLength(1)
  })

  it('is nothing for two empty outputs', () => {
    expect(differencePlane(plane(['s'], []), plane(['s'], [])).weights).toHaveLength(0)
  })
})

import { describe, expect, it } from 'vitest'
import type { AttentionMap } from '../contract/attention.ts'
import { colourTable } from './colours.ts'
import { planeToCsv } from './csv.ts'
import { headsOf } from './heads.ts'
import { paintPlane } from './paint.ts'
import { columnSums, planeOf, rankInRow, rowSums, weightAt } from './plane.ts'
import { automaticCeiling, levelOf, linearScaling, weightOfLevel } from './scaling.ts'
import { labelText } from './tokens.ts'

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
  it('is one head, the mean of them, or their maximum', () => {
    const second = planeOf(map, 0, 1)
    expect(second && [...second.weights]).toEqual([0, 0, 1, 0, 1, 0])
    const mean = planeOf(map, 'mean', 'mean')
    expect(mean && [...mean.weights]).toEqual([0.5, 0, 0.5, 0, 1, 0])
    const maximum = planeOf(map, 'mean', 'maximum')
    expect(maximum && [...maximum.weights]).toEqual([1, 0, 1, 0, 1, 0])
    expect(mean && weightAt(mean, 1, 1)).toBe(1)
    expect(mean && weightAt(mean, 1, 3)).toBeNaN()
    expect(planeOf({ ...map, layers: 0, heads: 0, weights: new Float32Array(0) }, 'mean', 'mean')).toBeNull()
  })

  it('takes heads together within their layer first', () => {
    // Two layers with two heads each, over one row of one place: the largest of (0.2, 0.4) and (0.6, 0.8), and their mean.
    const layered = {
      ...map,
      source: ['a'],
      target: ['x'],
      layers: 2,
      weights: Float32Array.of(0.25, 0.5, 0.625, 0.75),
    }
    expect(planeOf(layered, 'mean', 'maximum')?.weights[0]).toBe(0.625)
    expect(planeOf(layered, 'maximum', 'mean')?.weights[0]).toBe(0.6875)
    expect(planeOf(layered, 7, 0)?.weights[0]).toBe(0.625) // beyond the last is the last
  })

  it('has sums of rows and columns, and ranks in a row', () => {
    const plane = whole(Float32Array.of(0.5, 0.25, 0.25, 0, 0.5, 0.25))
    expect([...rowSums(plane)]).toEqual([1, 0.75])
    expect([...columnSums(plane)]).toEqual([0.5, 0.75, 0.5])
    expect([0, 1, 2].map((s) => rankInRow(plane, 0, s))).toEqual([1, 2, 2])
    expect(rankInRow(plane, 2, 0)).toBeNaN()
  })

  it('becomes CSV that quotes what must be quoted and loses no bit', () => {
    expect(planeToCsv(whole(Float32Array.of(0.5, 0.25, 0.25, 0, NaN, 0)))).toBe(
      ',a,"b,c",<eos>\nx,0.5,0.25,0.25\n<eos>,0,,0\n',
    )
    const third = Math.fround(1 / 3)
    const cell = planeToCsv({ source: ['a'], target: ['x'], weights: Float32Array.of(third) }).split(',')[2]
    expect(Math.fround(Number(cell))).toBe(third)
    expect(cell?.trim().length).toBeLessThan(12)
  })
})

describe('painting', () => {
  const table = colourTable('viridis', 'light')

  it('goes row by row, target over source', () => {
    const pixels = paintPlane(whole(Float32Array.of(0, 1, 0, 0, NaN, 2)), table, linearScaling())
    expect([...pixels.slice(0, 4)]).toEqual([...table.slice(0, 4)])
    expect([...pixels.slice(4, 8)]).toEqual([...table.slice(255 * 4)])
    expect(pixels[19]).toBe(0) // nothing where there is no weight
    expect([...pixels.slice(20, 24)]).toEqual([...table.slice(255 * 4)]) // above 1: the end of the scale
    const lower = paintPlane(whole(Float32Array.of(0, 0.1, 0, 0, 0, 0)), table, linearScaling(0.1))
    expect([...lower.slice(4, 8)]).toEqual([...table.slice(255 * 4)]) // a lower ceiling takes the last colour earlier
  })

  it('has scales that a legend can read back', () => {
    for (const kind of ['linear', 'square root', 'logarithmic'] as const) {
      for (const diverging of [false, true]) {
        const scaling = { kind, ceiling: 0.4, diverging }
        expect(levelOf(scaling, 9)).toBe(1)
        expect(levelOf(scaling, NaN)).toBeNaN()
        expect(levelOf(scaling, 0)).toBe(diverging ? 0.5 : 0)
        expect(weightOfLevel(scaling, levelOf(scaling, 0.1))).toBeCloseTo(0.1, 10)
        if (diverging) expect(weightOfLevel(scaling, levelOf(scaling, -0.1))).toBeCloseTo(-0.1, 10)
      }
    }
    expect(levelOf({ kind: 'logarithmic', ceiling: 1, diverging: false }, 1e-5)).toBe(0)
  })

  it('finds a ceiling that can be written', () => {
    const of = (tokens: number, ...weights: number[]) => [
      { source: Array.from({ length: tokens }), weights: Float32Array.from(weights) },
    ]
    expect(automaticCeiling(of(10, 0.4, 0.1))).toBe(0.4)
    expect(automaticCeiling(of(900, 0.00312, NaN))).toBe(0.0032)
    expect(automaticCeiling(of(2, -0.5, 0.2), true)).toBe(0.5)
    expect(automaticCeiling(of(1, 0))).toBe(1)
  })

  it('finds a ceiling far above what looks at everything alike, and never above 1', () => {
    const even = (tokens: number) => ({
      source: Array.from({ length: tokens }),
      weights: new Float32Array(tokens).fill(1 / tokens),
    })
    expect(automaticCeiling([even(4)])).toBe(0.5)
    expect(automaticCeiling([even(4), even(400)])).toBe(0.5)
    expect(automaticCeiling([even(400)])).toBe(0.005)
    expect(automaticCeiling([even(1)])).toBe(1)
    expect(automaticCeiling([even(4)], true)).toBe(0.25)
  })
})

describe('the heads of a map', () => {
  it('come by place, by entropy, or by agreement with the gold alignment', () => {
    // [layers 1, heads 3, target 2, source 2]: one unsure, one sure and wrong, one mostly right
    const heads = { ...map, source: ['a', '<eos>'], heads: 3 }
    const weights = Float32Array.of(0.5, 0.5, 0.5, 0.5, 0, 1, 0, 1, 0.75, 0.25, 0.25, 0.75)
    const gold = { sure: [[0, 0]] as const, possible: [] }
    const order = (by: 'place' | 'entropy' | 'agreement') =>
      headsOf({ ...heads, weights }, by, gold).map(({ head }) => head)
    expect(order('place')).toEqual([0, 1, 2])
    expect(order('entropy')).toEqual([1, 2, 0])
    expect(order('agreement')).toEqual([2, 0, 1])
    expect(headsOf({ ...heads, weights }, 'agreement', null).map(({ head }) => head)).toEqual([0, 1, 2])
  })
})

describe('labels', () => {
  it('show white space and cut long tokens', () => {
    expect(labelText(' ')).toBe('␣')
    expect(labelText('')).toBe('∅')
    expect(Array.from(labelText('Donaudampfschifffahrt'))).toHaveLength(14)
  })
})

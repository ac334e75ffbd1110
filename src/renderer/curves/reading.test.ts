import { describe, expect, it } from 'vitest'
import { peaksOf, readableXs, readingAfter } from './reading.ts'

const whole = { min: 0, max: 1000 }

describe('reading curves by the keyboard', () => {
  it('G38: goes over the points of all runs', () => {
    const xs = readableXs([[0, 100], [50, 100, 400], []])
    expect(xs).toEqual([0, 50, 100, 400])
    expect(readingAfter('ArrowRight', null, xs, whole)).toBe(0)
    expect(readingAfter('ArrowRight', 50, xs, whole)).toBe(100)
    expect(readingAfter('ArrowLeft', 50, xs, whole)).toBe(0)
    expect(readingAfter('ArrowLeft', 0, xs, whole)).toBe(0)
    expect(readingAfter('End', 0, xs, whole)).toBe(400)
    expect(readingAfter('Home', 400, xs, { min: 40, max: 1000 })).toBe(50)
    expect(readingAfter('x', 50, xs, whole)).toBeUndefined()
    expect(readingAfter('ArrowRight', null, [], whole)).toBeUndefined()
  })

  it('G38: crosses a thousand points in a hundred presses', () => {
    const xs = Array.from({ length: 1001 }, (_, i) => i)
    let [at, presses] = [0, 0]
    while (at < 1000) {
      at = readingAfter('ArrowRight', at, xs, whole) ?? NaN
      presses += 1
    }
    expect(presses).toBe(100)
  })

  it('passes no spike, from either side', () => {
    const xs = Array.from({ length: 1001 }, (_, i) => i)
    const ys = xs.map((x) => (x === 504 ? 50 : 1 + 0.01 * (x % 2)))
    const peaks = peaksOf([{ xs, ys }], (value) => value, 5)
    expect(peaks.map(({ x }) => x)).toEqual([504])
    expect(readingAfter('ArrowRight', 500, xs, whole, peaks)).toBe(504)
    expect(readingAfter('ArrowRight', 504, xs, whole, peaks)).toBe(514)
    expect(readingAfter('ArrowLeft', 510, xs, whole, peaks)).toBe(504)
    expect(readingAfter('ArrowLeft', 504, xs, whole, peaks)).toBe(494)
    expect(readingAfter('PageDown', 510, xs, whole, peaks)).toBe(410)
  })
})

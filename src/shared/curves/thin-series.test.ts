import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thinSeries } from './thin-series.ts'

const curve = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double()), { minLength: 1, maxLength: 400 })
  .map((rows) => {
    let step = 0
    const steps = Float64Array.from(rows, ([gap]) => (step += gap))
    return { steps, values: Float64Array.from(rows, ([, value]) => value) }
  })

test('a thinned curve keeps its ends, its extremes and its holes, and invents nothing', () => {
  fc.assert(
    fc.property(curve, fc.integer({ min: 1, max: 60 }), (series, points) => {
      const thin = thinSeries(series, points)
      const original = new Map([...series.steps].map((step, index) => [step, series.values[index]]))
      expect([...thin.steps]).toEqual([...new Set(thin.steps)].sort((a, b) => a - b))
      thin.steps.forEach((step, index) => expect(thin.values[index]).toBe(original.get(step)))
      expect(thin.steps[0]).toBe(series.steps[0])
      expect(thin.steps.at(-1)).toBe(series.steps.at(-1))
      const finite = (values: Float64Array) => [...values].filter(Number.isFinite)
      expect(Math.max(...finite(thin.values))).toBe(Math.max(...finite(series.values)))
      expect(Math.min(...finite(thin.values))).toBe(Math.min(...finite(series.values)))
      expect(thin.values.some(Number.isNaN)).toBe(series.values.some(Number.isNaN))
      expect(thin.values.length).toBeLessThanOrEqual(Math.max(points, 2 + 5 * Math.max(1, points / 2)))
    }),
  )
})

test('a hundred thousand finite points come down to about the number asked for', () => {
  const steps = Float64Array.from({ length: 100_000 }, (_, index) => index + 1)
  const thin = thinSeries({ steps, values: steps.map((step) => Math.sin(step / 1000) + Math.sin(step * 77) / 10) }, 500)
  expect(thin.steps.length).toBeGreaterThanOrEqual(400)
  expect(thin.steps.length).toBeLessThanOrEqual(502)
})

test('0 keeps every point', () => {
  const series = { steps: Float64Array.of(1, 2, 3), values: Float64Array.of(NaN, 1, 2) }
  expect(thinSeries(series, 0)).toBe(series)
})

test('G36: what is not finite is never thinned away, wherever it stands', () => {
  const odd = new Map([
    [17, NaN],
    [4_321, Infinity],
    [4_322, NaN],
    [7_000, -Infinity],
    [9_998, NaN],
  ])
  const steps = Float64Array.from({ length: 10_000 }, (_, index) => index)
  const thin = thinSeries({ steps, values: steps.map((step) => odd.get(step) ?? Math.sin(step)) }, 100)
  const kept = [...thin.steps].flatMap((step, index) => {
    const value = thin.values[index] ?? 0
    return Number.isFinite(value) ? [] : [[step, value] as const]
  })
  expect(new Map(kept)).toEqual(odd)
})

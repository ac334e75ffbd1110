import { expect, it } from 'vitest'
import { runColour } from '../ui/colours.ts'
import type { ChartLine } from './lines.ts'
import { heightOf } from './scales.ts'

const line = (xs: readonly number[], ys: readonly number[]): ChartLine => ({
  ...{ id: 'r1', run: 'r1', label: 'seed 1', colour: runColour(0), raw: null, spread: null, band: null, faint: false },
  points: { xs: Float64Array.from(xs), ys: Float64Array.from(ys), steps: Float64Array.from(xs) },
})
const SETTINGS = { metric: 'valid/loss', logX: false, logY: false, ignoreOutliers: false } as const

it('makes room for where a line comes into a part of the axis and leaves it, though no point is there', () => {
  const steep = [line([800, 900, 1000], [8, 5, 0])]
  const height = heightOf(steep, { ...SETTINGS, x: { min: 850, max: 960 } })
  expect(height?.min).toBeLessThanOrEqual(2)
  expect(height?.max).toBeGreaterThanOrEqual(6.5)
  // Between two points there may be none at all.
  expect(heightOf(steep, { ...SETTINGS, x: { min: 910, max: 950 } })).toMatchObject({ max: expect.closeTo(4.6, 0) })
  // Across a gap there is no line.
  const gap = [line([800, 900, 1000], [8, NaN, 0])]
  expect(heightOf(gap, { ...SETTINGS, x: { min: 850, max: 960 } })).toBeNull()
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChartFrame } from './chart-frame.ts'
import { type ChartLine, bandLine } from './lines.ts'
import { ROW, bestFirst, rowsAtStep, rowsNear, shownRows, valuesLayout } from './readout.ts'

const line = (id: string, steps: number[], ys: number[]): ChartLine => ({
  ...{
    id,
    run: id,
    label: id,
    colour: { css: '#123456', dash: [] },
    faint: false,
    raw: null,
    spread: null,
    band: null,
  },
  points: { xs: Float64Array.from(steps), ys: Float64Array.from(ys), steps: Float64Array.from(steps) },
})
/** Ten pixels a step, a hundred a unit. */
const frame: ChartFrame = {
  x: { min: 0, max: 100 },
  area: { left: 0, right: 1000, top: 0, bottom: 500 },
  place: (x) => 10 * x,
  rise: (y) => 500 - 100 * y,
  valueAt: (left) => left / 10,
}

describe('the values beside a chart', () => {
  const sizes = fc.record({ width: fc.integer({ min: 200, max: 2500 }), height: fc.integer({ min: 170, max: 1400 }) })
  const many = fc.integer({ min: 1, max: 1000 })

  it('G28: take no more than their share of a chart, and always as much', () => {
    fc.assert(
      fc.property(sizes, many, fc.boolean(), (size, lines, means) => {
        const { beside, columns, rows } = valuesLayout(size, { lines, means })
        const tall = (rows + 1) * ROW
        if (beside) expect(tall).toBeLessThanOrEqual(size.height)
        else expect(tall).toBeLessThanOrEqual(size.height / 2)
        expect(columns).toBeGreaterThan(0)
        expect(columns * 140).toBeLessThanOrEqual(Math.max(size.width, 140))
      }),
    )
  })

  it('are all there on paper, below the curves', () => {
    const paper = (width: number, lines: number) => valuesLayout({ width, height: 180 }, { lines, means: false }, true)
    expect(paper(330, 12)).toEqual({ beside: false, columns: 1, rows: 12 })
    expect(paper(680, 12)).toEqual({ beside: false, columns: 3, rows: 4 })
  })

  it('G28: are no more than there is room for, those nearest to the pointer, in their order', () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ run: `r${i}`, distance: (i * 37) % 50 }))
    const shown = shownRows(rows, 6)
    expect(shown.rows.map(({ distance }) => distance).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
    expect(shown.rows).toEqual(rows.filter((row) => shown.rows.includes(row)))
    expect(shown.more).toBe(45)
    expect(shownRows(rows.slice(0, 6), 6)).toEqual({ rows: rows.slice(0, 6), more: 0 })
    expect(shownRows(rows, 6, ({ distance }) => distance === 49).rows.some(({ distance }) => distance === 49)).toBe(
      true,
    )
  })

  it('G36: never leave out a run whose value is not finite', () => {
    const rows = [...Array.from({ length: 30 }, (_, distance) => ({ distance })), { distance: NaN }]
    expect(shownRows(rows, 6).rows.some(({ distance }) => Number.isNaN(distance))).toBe(true)
  })

  it('are those of the nearest point, best first, and say which lines had ended before', () => {
    const lines = [
      line('low', [0, 50, 100], [4, 2, 1]),
      line('high', [0, 50, 100], [4, 3, 2]),
      line('short', [0, 40], [4, 0]),
    ]
    const rows = rowsNear(lines, { x: 52, left: 520, top: 300 }, frame, true)
    const told = (better: 'lower' | 'higher') =>
      bestFirst(rows, better).map((row) => [row.line.id, row.value, row.ended])
    expect(told('lower')).toEqual([
      ['short', 0, true],
      ['low', 2, false],
      ['high', 3, false],
    ])
    expect(told('higher').map(([id]) => id)).toEqual(['high', 'low', 'short'])
    expect(rows.map(({ distance, across }) => [distance, across])).toEqual([
      [0, 20],
      [100, 20],
      [200, 120],
    ])
    const lost = bestFirst([...rows, ...rowsAtStep([line('lost', [0], [NaN])], 10)], 'lower')
    expect(lost[0]?.line.id).toBe('lost')
  })

  it('of the cursor are the last that were measured, and nothing before the first', () => {
    const rows = rowsAtStep([line('early', [0, 50], [4, 2]), line('late', [60, 100], [1, 2])], 59)
    expect(rows.map((row) => [row.line.id, row.value, row.ended])).toEqual([['early', 2, true]])
  })

  it('of a group have ± and of how many', () => {
    const xs = Float64Array.of(0, 10)
    const of = (...values: number[]) => Float64Array.from(values)
    const band = {
      ...{ key: 'g', metric: 'train/loss' as const, xs, steps: xs, counts: of(4, 3), mean: of(1, 2) },
      ...{ deviation: of(0.2, 0.4), min: of(0, 1), max: of(2, 3) },
    }
    const identity = { id: 'g', run: null, label: 'g', colour: { css: '#123456', dash: [] }, faint: false }
    const spread = (kind: 'deviation' | 'error' | 'range', step: number) =>
      rowsAtStep([bandLine(identity, band, kind, 4)], step)[0]?.spread
    expect(spread('deviation', 0)).toEqual({ reach: 0.2, count: 4, size: 4 })
    expect(spread('range', 10)).toEqual({ reach: 0.4, count: 3, size: 4 })
    expect(spread('error', 0)).toEqual({ reach: 0.1, count: 4, size: 4 })
  })
})

import { describe, expect, it } from 'vitest'
import type { Emergence } from '../../../../shared/contract/emergence.ts'
import { commonHeight, emergenceLines } from './emergence-lines.ts'

const colour = { css: 'var(--run-0)', dash: [] }

/** Two heads and their mean at steps 0 and 10; every measure has the same values. */
function emergence(run: string, ...values: number[]): Emergence {
  const all = Float64Array.from(values)
  const measures = { entropy: all, 'alignment error': all, coverage: all, diagonality: all, monotonicity: all }
  return {
    run,
    steps: Float64Array.of(0, 10),
    sentences: 1,
    layers: 1,
    heads: 2,
    modes: [
      { mode: 'teacher-forced', values: measures },
      { mode: 'free-running', values: measures },
    ],
    changed: Uint16Array.of(0, 0),
  }
}
const found = new Map([
  ['a', emergence('a', 1, 0.5, 1, 0.25, 1, 0.375)],
  ['b', emergence('b', 0.5, 0, 1, 1, 0.75, 0.5)],
])
const common = { found, measure: 'entropy', head: 'mean', modes: ['teacher-forced'], band: 'range' } as const
const alone = ['a', 'b', 'plain'].map((run) => ({ key: run, label: run, colour, runs: [run] }))

describe('lines of emergence', () => {
  it('are one a run that has attention, of the mean or of one head', () => {
    const lines = emergenceLines({ ...common, shown: alone })
    expect(lines.map(({ id, run, points }) => [id, run, ...points.ys])).toEqual([
      ['a', 'a', 1, 0.375],
      ['b', 'b', 0.75, 0.5],
    ])
    const second = emergenceLines({ ...common, shown: alone, head: { layer: 0, head: 1 } })
    expect(second.map(({ points }) => [...points.ys])).toEqual([
      [1, 0.25],
      [1, 1],
    ])
    expect(emergenceLines({ ...common, shown: alone, head: { layer: 1, head: 0 } })).toEqual([])
  })

  it('are the mean of a group, with a band over its runs', () => {
    const [line, ...others] = emergenceLines({
      ...common,
      shown: [{ key: 'g', label: 'dot', colour, runs: ['a', 'b', 'plain'] }],
    })
    expect(others).toEqual([])
    expect(line).toMatchObject({ id: 'g', run: null, label: 'dot (3)' })
    expect([...line!.points.ys]).toEqual([0.875, 0.4375])
    expect([...line!.band!.low]).toEqual([0.75, 0.375])
    expect([...line!.band!.high]).toEqual([1, 0.5])
  })

  it('leave out steps at which there was nothing to count', () => {
    const few = new Map([['a', emergence('a', NaN, 0.5, 1, 0.25, NaN, 0.375)]])
    const [line] = emergenceLines({ ...common, found: few, shown: alone })
    expect([...line!.points.steps, ...line!.points.ys]).toEqual([10, 0.375])
  })

  it('have one height where they are compared', () => {
    const height = commonHeight(emergenceLines({ ...common, shown: alone }))
    expect(height?.min).toBeCloseTo(0.375 - 0.04 * 0.625, 10)
    expect(height?.max).toBeCloseTo(1 + 0.04 * 0.625, 10)
    expect(commonHeight([])).toBeNull()
  })

  it('show free-running dotted beside teacher-forced', () => {
    const lines = emergenceLines({ ...common, shown: alone.slice(0, 1), modes: ['teacher-forced', 'free-running'] })
    expect(lines.map(({ label, colour: { dash } }) => [label, dash.length > 0])).toEqual([
      ['a', false],
      ['a · free-running', true],
    ])
  })
})

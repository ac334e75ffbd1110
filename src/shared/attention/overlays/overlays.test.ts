import { describe, expect, it } from 'vitest'
import type { OverlayInput } from './overlay.ts'
import { OVERLAYS, marksOf, shownOverlays, tellOf } from './registry.ts'

// Two rows over three columns.
const input: OverlayInput = {
  plane: {
    source: ['a', 'b', '<eos>'],
    target: ['x', 'y'],
    weights: Float32Array.of(0.5, 0.25, 0.25, 0.125, 0.75, 0.125),
  },
  signed: false,
  gold: {
    sure: [[0, 0]],
    possible: [
      [0, 0],
      [0, 1],
    ],
  },
  window: { centres: Float32Array.of(0, 1.5), reach: 1 },
  cutOff: [0, 0.375],
}
const of = (...names: string[]) => OVERLAYS.filter(({ name }) => names.includes(name))

describe('the overlays of a map', () => {
  it('are those that a board says, else the usual ones', () => {
    expect(shownOverlays({}).map(({ name }) => name)).toEqual(
      OVERLAYS.filter(({ usual }) => usual).map(({ name }) => name),
    )
    expect(shownOverlays({ gold: false }).map(({ name }) => name)).not.toContain('gold')
    expect(new Set(OVERLAYS.map(({ name }) => name)).size).toBe(OVERLAYS.length)
  })

  it('outline gold links, sure and possible, and cross out what falls beside them', () => {
    expect(marksOf(of('gold', 'errors'), input)).toEqual([
      { kind: 'cells', cells: [{ t: 0, s: 0 }], colour: 'gold', dashed: false },
      { kind: 'cells', cells: [{ t: 1, s: 0 }], colour: 'gold', dashed: true },
      { kind: 'cells', cells: [{ t: 1, s: 1 }], colour: 'error', crossed: true },
    ])
    expect(marksOf(of('errors'), { ...input, signed: true })).toEqual([])
    expect(tellOf(of('gold', 'errors'), input, { t: 1, s: 1 })).toContain('beside the gold')
  })

  it('draw the window, the centres and what is cut off', () => {
    const [outline, centres, cut] = marksOf(of('window', 'cut-off'), input)
    expect(outline).toMatchObject({ closed: true, points: [[0, 0], [0, 1], [1, 1], [1, 2], [3, 2], [3, 1], [2, 1], [2, 0]] }) // prettier-ignore
    expect(centres).toMatchObject({ dashed: true, points: [[0.5, 0.5], [2, 1.5]] }) // prettier-ignore
    expect(cut).toMatchObject({ along: 'rows', values: [0, 0.375], full: 1 })
    expect(tellOf(of('window', 'cut-off'), input, { t: 1, s: 0 })).toBe('centre 2.5 ± 1, window cuts off 37.5 %')
  })

  it('sum rows and columns in the margins', () => {
    const [rows, columns] = marksOf(of('sums'), input)
    expect(rows?.kind === 'bars' && [...Array.from(rows.values), rows.full]).toEqual([1, 1, 1])
    expect(columns?.kind === 'bars' && Array.from(columns.values)).toEqual([0.625, 1, 0.375])
  })

  it('draw nothing of what is not there', () => {
    const bare = { ...input, gold: null, window: null, cutOff: null }
    expect(marksOf(of('gold', 'errors', 'window', 'cut-off'), bare)).toEqual([])
    expect(tellOf(of('gold', 'errors', 'window', 'cut-off'), bare, { t: 0, s: 0 })).toBe('')
  })
})

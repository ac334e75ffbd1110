import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GAP, TILE, fewerIn, gridOf } from './tile-grid.ts'

const shape = { rows: 12, columns: 10, faces: 1, across: null, around: { width: 50, height: 50 } }
const cellOf = ({ face }: ReturnType<typeof gridOf>) => Math.min((face.width - 50) / 10, (face.height - 50) / 12)

describe('how tiles fill their room', () => {
  it('stays within its width, whatever there is to show', () => {
    const runs = fc.integer({ min: 1, max: 24 })
    const room = fc.record({ width: fc.integer({ min: 300, max: 3000 }), height: fc.integer({ min: 150, max: 1500 }) })
    const tokens = fc.integer({ min: 1, max: 300 })
    fc.assert(
      fc.property(runs, room, tokens, tokens, fc.integer({ min: 1, max: 16 }), (count, given, rows, columns, faces) => {
        const grid = gridOf(count, { ...shape, rows, columns, faces }, given)
        const tile = grid.across * grid.face.width + (grid.across - 1) * 10 + TILE.aside
        expect(grid.columns * tile + (grid.columns - 1) * GAP).toBeLessThanOrEqual(Math.max(given.width, tile))
        expect(grid.columns).toBeLessThanOrEqual(count)
        expect(Math.min(grid.face.width, grid.face.height)).toBeGreaterThan(0)
      }),
    )
  })

  it('gives larger cells in a larger room, and to fewer runs', () => {
    const small = gridOf(4, shape, { width: 1100, height: 400 })
    expect(cellOf(gridOf(4, shape, { width: 2200, height: 1000 }))).toBeGreaterThan(1.8 * cellOf(small))
    expect(cellOf(gridOf(1, shape, { width: 1100, height: 400 }))).toBeGreaterThan(cellOf(small))
  })

  it('scrolls with readable cells where many runs would have none', () => {
    const many = gridOf(24, shape, { width: 560, height: 240 })
    expect(many.columns).toBeGreaterThan(1)
    expect(cellOf(many)).toBeGreaterThanOrEqual(7)
  })

  it('keeps the frames of a film strip in one row', () => {
    expect(gridOf(2, { ...shape, faces: 8, across: 8 }, { width: 1100, height: 600 })).toMatchObject({
      across: 8,
      columns: 1,
    })
  })

  it('gives a tile of fewer maps the room that the most maps have together', () => {
    const many = { ...shape, faces: 8 }
    const grid = gridOf(2, many, { width: 1100, height: 600 })
    expect(fewerIn(grid, many, 8)).toEqual({ across: grid.across, face: grid.face })
    const alone = fewerIn(grid, many, 1)
    expect(alone.across).toBe(1)
    expect(alone.face.width).toBeGreaterThanOrEqual(grid.across * grid.face.width)
    expect(alone.face.height).toBeGreaterThan(2 * grid.face.height)
    expect(cellOf({ ...grid, ...fewerIn(grid, many, 2) })).toBeGreaterThan(cellOf(grid))
    // Frames stand below those of other runs.
    const film = { ...many, across: 8 }
    expect(fewerIn(grid, film, 1).face).toEqual(grid.face)
  })
})

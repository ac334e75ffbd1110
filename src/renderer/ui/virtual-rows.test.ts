import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rowPieces } from './virtual-rows.ts'

it('draws the rows of the window and the active one, and keeps room for all others', () => {
  expect(rowPieces([2, 4], 10, 20, 7)).toEqual([
    { kind: 'gap', index: 0, height: 40 },
    { kind: 'row', index: 2, slot: 0 },
    { kind: 'row', index: 3, slot: 1 },
    { kind: 'gap', index: 4, height: 60 },
    { kind: 'row', index: 7, slot: 2 },
    { kind: 'gap', index: 8, height: 40 },
  ])
})

it('is as high as all rows, with each row at its place', () => {
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.nat(200),
      fc.nat(40),
      fc.integer({ min: -1, max: 250 }),
      (count, from, length, active) => {
        const first = Math.min(from, count)
        let top = 0
        const slots = new Set<number>()
        let rows = 0
        for (const piece of rowPieces([first, Math.min(count, first + length)], count, 20, active)) {
          expect(piece.index * 20).toBe(top)
          if (piece.kind === 'row') {
            slots.add(piece.slot)
            rows += 1
          }
          top += piece.kind === 'row' ? 20 : piece.height
        }
        expect(top).toBe(count * 20)
        expect(slots.size).toBe(rows)
      },
    ),
  )
})

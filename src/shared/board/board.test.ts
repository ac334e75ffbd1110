import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boardAddress, boardAt } from './address.ts'
import { type Board, EMPTY_BOARD, boardSchema } from './board.ts'
import { readBoard } from './read-board.ts'

const board = boardSchema.parse({
  name: 'Scores',
  runs: [
    { run: 'ra1', colour: '#1f77b4' },
    { run: 'rb2', label: 'general' },
  ],
  baseline: 'ra1',
  cursor: { step: 300, sentence: { kind: 'own', source: 'a b c' } },
  panels: [{ id: 'p1', kind: 'curves', options: { metrics: ['valid/loss'] } }],
})

/** Any board that keeps to the schema. */
const boards: fc.Arbitrary<Board> = fc
  .record({
    name: fc.string({ maxLength: 20 }),
    runs: fc.array(
      fc.record({ run: fc.stringMatching(/^r[a-z0-9]{3}$/), label: fc.string() }, { requiredKeys: ['run'] }),
    ),
    baseline: fc.option(fc.stringMatching(/^r[a-z0-9]{3}$/)),
    grouping: fc.record({
      by: fc.constantFrom('nothing', 'all-but-seed', 'settings'),
      settings: fc.array(fc.string({ maxLength: 9 }), { maxLength: 3 }),
      members: fc.boolean(),
    }),
    cursor: fc.record({
      step: fc.oneof(fc.constant('latest'), fc.nat()),
      sentence: fc.oneof(
        fc.record({ kind: fc.constant('watched'), index: fc.nat(9) }),
        fc.record(
          { kind: fc.constant('own'), source: fc.string(), target: fc.string() },
          { requiredKeys: ['kind', 'source'] },
        ),
      ),
    }),
    panels: fc.array(
      fc.record({
        id: fc.stringMatching(/^p\d$/),
        kind: fc.constant('maps'),
        options: fc.dictionary(fc.string(), fc.integer()),
      }),
    ),
  })
  .map((value) => boardSchema.parse(value))

describe('the address of a board', () => {
  it('of a saved board is its id and what differs', () => {
    const moved: Board = { ...board, cursor: { ...board.cursor, step: 'latest' } }
    expect(boardAddress(board, { id: 'b1', board })).toEqual({ saved: 'b1', changes: '' })
    expect(boardAddress(moved, { id: 'b1', board })).toEqual({ saved: 'b1', changes: '{"cursor":{"step":"latest"}}' })
  })

  it('shows the very board again, from any other as from nothing', () => {
    fc.assert(
      fc.property(boards, fc.option(boards), (shown, saved) => {
        const address = boardAddress(shown, saved && { id: 'b1', board: saved })
        expect(boardAt(address.changes, saved)).toEqual({ board: shown, notes: [] })
      }),
    )
  })

  it('cut short shows the saved board', () => {
    expect(boardAt('{"cursor":{"st', board).board).toEqual(board)
    expect(boardAt('[1]', board).board).toEqual(board)
  })
})

describe('a board from elsewhere', () => {
  it('of a newer version shows what is understood and says what is not', () => {
    const newer = {
      ...board,
      version: 7,
      theatre: { rows: 3 },
      runs: [{ run: 'ra1' }, { run: 'rb2', sound: 'c4' }],
      panels: [...board.panels, { id: 'p2', kind: 'hologram' }],
      cursor: { step: 'yesterday' },
    }
    const { board: read, notes } = readBoard(newer)
    expect(read.runs).toEqual([{ run: 'ra1' }])
    expect(read.panels.map(({ kind }) => kind)).toEqual(['curves', 'hologram']) // kept; the window says that it knows none
    expect(read.cursor).toEqual(EMPTY_BOARD.cursor)
    expect(notes).toEqual([
      'The board is of version 7; this Saccade knows version 1.',
      'runs.1 was left out: it cannot be read.',
      'cursor was left out: cursor.step cannot be read.',
      'theatre was left out: this Saccade knows no such part of a board.',
    ])
  })

  it.each([null, 7, 'board', [board]])('that is none is refused: %j', (value) => {
    expect(() => readBoard(value)).toThrow('This is not a board')
  })

  it('of any content is read or refused, and what was read is a board', () => {
    fc.assert(
      fc.property(fc.object(), (value) => {
        expect(boardSchema.parse(readBoard(value).board)).toBeDefined()
      }),
    )
  })
})

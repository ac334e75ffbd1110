import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SaccadeError } from '../errors.ts'
import { boardAddress, boardAt } from './address.ts'
import { boardFileName, boardJsonSchema, readBoardFile, writeBoardFile } from './board-file.ts'
import { type Board, EMPTY_BOARD, boardSchema } from './board.ts'
import { groupRuns } from './groups.ts'
import { readBoard } from './read-board.ts'

const run = fc.record(
  {
    run: fc.string({ minLength: 1, maxLength: 8 }),
    colour: fc.constantFrom('#1f6f8b', '#000000'),
    label: fc.string({ minLength: 1, maxLength: 20 }),
  },
  { requiredKeys: ['run'] },
)
const panel = fc.record(
  {
    id: fc.string({ minLength: 1, maxLength: 8 }),
    kind: fc.constantFrom('curves', 'maps', 'unheard-of'),
    width: fc.integer({ min: 2, max: 12 }),
    height: fc.integer({ min: 80, max: 4000 }),
    // The address tells by null that a key is gone, so an option is never null.
    options: fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.integer(), fc.string(), fc.boolean())),
  },
  { requiredKeys: ['id', 'kind'] },
)
const anyBoard: fc.Arbitrary<Board> = fc
  .record({
    name: fc.string({ maxLength: 30 }),
    runs: fc.array(run, { maxLength: 6 }),
    baseline: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
    grouping: fc.record({
      by: fc.constantFrom('nothing', 'all-but-seed', 'settings'),
      settings: fc.array(fc.string({ maxLength: 10 }), { maxLength: 3 }),
      members: fc.boolean(),
    }),
    cursor: fc.record({
      step: fc.oneof(fc.constant('latest'), fc.nat()),
      sentence: fc.oneof(
        fc.record({ kind: fc.constant('watched'), index: fc.nat() }),
        fc.record({ kind: fc.constant('own'), source: fc.string() }),
      ),
    }),
    panels: fc.array(panel, { maxLength: 4 }),
  })
  .map((parts) => boardSchema.parse(parts))

describe('the address of a board', () => {
  it('leads back to the board, from nothing and from any saved one', () => {
    fc.assert(
      fc.property(anyBoard, anyBoard, (board, saved) => {
        const fresh = boardAddress(board, null)
        expect(boardAt(fresh.changes, null)).toEqual({ board, notes: [] })
        const changed = boardAddress(board, { id: 'b1', board: saved })
        expect(changed.saved).toBe('b1')
        expect(boardAt(changed.changes, saved).board).toEqual(board)
        expect(boardAddress(saved, { id: 'b1', board: saved }).changes).toBe('')
      }),
    )
  })

  it('that was cut short shows the saved board, and never fails', () => {
    fc.assert(
      fc.property(anyBoard, fc.nat(), (board, cut) => {
        const { changes } = boardAddress(board, null)
        const part = changes.slice(0, cut % (changes.length + 1))
        if (part === changes) return
        expect(boardAt(part, board).board).toEqual(board)
      }),
    )
  })
})

describe('a board from elsewhere', () => {
  it('of a newer version is opened with what is understood, and says what is not', () => {
    const { board, notes } = readBoard({
      version: 2,
      name: 'Later',
      runs: [{ run: 'r1' }, { run: 'r2', weight: 3 }, { run: 'r3', colour: '#1f6f8b' }],
      grouping: { by: 'moon' },
      cursor: { step: 40 },
      panels: [{ id: 'x', kind: 'hologram', options: { deep: true } }],
      orbit: 1,
    })
    expect(board.runs.map((one) => one.run)).toEqual(['r1', 'r3'])
    expect(board.grouping).toEqual(EMPTY_BOARD.grouping)
    expect(board.cursor.step).toBe(40)
    expect(board.panels).toMatchObject([{ kind: 'hologram', options: { deep: true } }])
    expect(notes.join('\n')).toMatch(/version 2[^]*runs\.1[^]*grouping was left out: grouping\.by[^]*orbit/)
  })

  it('whatever it is, it is a board or refused as none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          expect(boardSchema.safeParse(readBoard(value).board).success).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(SaccadeError)
        }
      }),
    )
  })
})

describe('the file of a board', () => {
  it('is read as the same board', () => {
    fc.assert(
      fc.property(anyBoard, (board) => {
        expect(readBoardFile(writeBoardFile(board), 'a.json').board).toEqual(board)
      }),
    )
  })

  it('is told from other files, JSON or not', () => {
    expect(() => readBoardFile('{', 'a.json')).toThrow(/a\.json is not JSON/)
    expect(() => readBoardFile('{"model":{},"training":{}}', 'config.json')).toThrow(
      /config\.json is JSON, but no board/,
    )
    expect(() => readBoardFile('[]', 'a.json')).toThrow(/not a board/)
  })

  it('is called after the board', () => {
    expect(boardFileName({ name: 'Scores: “dot” / concat' })).toBe('Scores-dot-concat.board.json')
    expect(boardFileName({ name: '' })).toBe('board.board.json')
  })

  it('has a schema', () => {
    expect(boardJsonSchema()).toMatchObject({ properties: { runs: { type: 'array' }, panels: { type: 'array' } } })
  })
})

describe('grouping', () => {
  const made = (id: string, seed: number, settings: Record<string, number | string>) => ({
    run: id,
    name: id,
    preset: 'luong-dot',
    dataName: 'reverse',
    seed,
    settings,
  })
  const runs = [
    made('a', 1, { 'training.steps': 10, 'model.attention.score': 'dot' }),
    made('b', 1, { 'model.attention.score': 'concat' }),
    made('c', 2, { 'model.attention.score': 'dot', 'training.steps': 10 }),
  ]
  const ids = (by: Board['grouping']['by'], settings: string[] = []) =>
    groupRuns(runs, { by, settings, members: false }).map((group) => group.runs.map((one) => one.run))

  it('puts together what differs in nothing but what it leaves out', () => {
    expect(ids('nothing')).toEqual([['a'], ['b'], ['c']])
    expect(ids('all-but-seed')).toEqual([['a', 'c'], ['b']])
    expect(ids('settings', ['seed'])).toEqual([['a', 'b'], ['c']])
    expect(ids('settings', ['training.steps', 'seed'])).toEqual([['a'], ['b'], ['c']])
    expect(ids('settings', ['preset'])).toEqual([['a', 'b', 'c']])
  })
})

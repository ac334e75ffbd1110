import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SaccadeError } from '../errors.ts'
import { boardAddress, boardAt } from './address.ts'
import { boardFileName, boardJsonSchema, readBoardFile, toStoredBoard, writeBoardFile } from './board-file.ts'
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
    // Lists are replaced whole in an address, so that a null in a panel is one, and not a key that is gone.
    options: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null)),
    ),
  },
  { requiredKeys: ['id', 'kind'] },
)
const anyBoard: fc.Arbitrary<Board> = fc
  .record({
    name: fc.string({ maxLength: 30 }),
    runs: fc.uniqueArray(run, { maxLength: 6, selector: ({ run: id }) => id }),
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
    panels: fc.uniqueArray(panel, { maxLength: 4, selector: ({ id }) => id }),
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

  it('names no change where only keys stand in another order, as in a panel that was just added', () => {
    fc.assert(
      fc.property(anyBoard, (saved) => {
        const edited = { ...saved, panels: saved.panels.map(({ id, ...rest }) => ({ ...rest, id })) }
        expect(boardAddress(edited, { id: 'b1', board: saved }).changes).toBe('')
      }),
    )
  })

  it('that was cut short shows the saved board and says so, and never fails', () => {
    fc.assert(
      fc.property(anyBoard, fc.nat(), (board, cut) => {
        const { changes } = boardAddress(board, null)
        const part = changes.slice(0, cut % (changes.length + 1))
        if (part === changes) return
        const told = part === '' ? [] : [expect.stringMatching(/changes in this address cannot be read/)]
        expect(boardAt(part, board)).toEqual({ board, notes: told })
      }),
    )
  })
})

it.each(['{broken', '5', '[]', 'null'])('of an address that says %s is a new one, and says so', (changes) => {
  expect(boardAt(changes, null)).toEqual({ board: EMPTY_BOARD, notes: [expect.stringMatching(/cannot be read/)] })
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

  it('with more than a board can hold is cut, with few words, and has each run and panel once', () => {
    const runs = Array.from({ length: 10_500 }, (_, i) => ({ run: `r${i}`, ...(i > 100 && i < 200 && { weight: 1 }) }))
    const { board, notes } = readBoard({ runs })
    expect(board.runs).toHaveLength(9_901)
    expect(notes[0]).toMatch(/runs has 10500 entries; a board holds 10000/)
    expect(notes.length).toBeLessThan(30)
    expect(notes.at(-1)).toMatch(/80 more things/)
    const twice = readBoard({ runs: [{ run: 'a' }, { run: 'b' }, { run: 'a', label: 'x' }], panels: [] })
    expect(twice.board.runs).toEqual([{ run: 'a' }, { run: 'b' }])
    expect(twice.notes).toEqual(['runs.2 was left out: “a” is on the board already.'])
  })

  it('keeps a run whose colour is written in capitals', () => {
    expect(readBoard({ runs: [{ run: 'a', colour: '#AABBCC' }] }).board.runs).toEqual([{ run: 'a', colour: '#aabbcc' }])
  })

  it('that lies too deep in itself is refused in words', () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    const text = `{"runs":[],"panels":[{"id":"p","kind":"curves","options":${deep}}]}`
    expect(() => readBoardFile(text, 'deep.json')).toThrow(/too deep/)
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

  it('holds texts of a bounded length, and refuses longer ones rather than to cut them', () => {
    const of = (length: number) => ({ id: 't', kind: 'text', options: { text: 'x'.repeat(length) } })
    const board = { panels: [of(10_000)] }
    expect(readBoard(board)).toMatchObject({ board, notes: [] })
    expect(toStoredBoard(board)).toContain('xxx')
    const { board: left, notes } = readBoard({ panels: [of(10_001), { id: 'c', kind: 'curves' }] })
    expect(left.panels.map(({ id }) => id)).toEqual(['c'])
    expect(notes).toEqual(['panels.0 was left out: panels.0.options.text cannot be read.'])
    expect(() => toStoredBoard({ panels: [of(10_001)] })).toThrow(/at most 10.?000 characters/)
    expect(readBoard({ panels: [{ id: 't', kind: 'other', options: { text: 'x'.repeat(10_001) } }] }).notes).toEqual([])
  })

  it('is called after the board', () => {
    expect(boardFileName({ name: 'Scores: “dot” / concat' })).toBe('Scores-dot-concat.board.json')
    expect(boardFileName({ name: '' })).toBe('board.json')
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
    expect(
      groupRuns(
        [...runs, { ...made('d', 3, { 'model.attention.score': 'dot', 'training.steps': 10 }), scoreDigest: 'x' }],
        {
          ...{ by: 'all-but-seed', settings: [], members: false },
        },
      ),
    ).toHaveLength(3)
    expect(ids('settings', ['seed'])).toEqual([['a', 'b'], ['c']])
    expect(ids('settings', ['training.steps', 'seed'])).toEqual([['a'], ['b'], ['c']])
    expect(ids('settings', ['preset'])).toEqual([['a', 'b', 'c']])
  })
})

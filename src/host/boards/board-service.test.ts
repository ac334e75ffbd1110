import { beforeEach, expect, it } from 'vitest'
import type { JsonObject } from '../../shared/config/assign.ts'
import type { BoardHandlers } from '../../shared/contract/boards.ts'
import { putBoard } from '../storage/boards.ts'
import { type Database, emptyDatabase } from '../storage/database.ts'
import { createBoardService } from './board-service.ts'

const context = { signal: new AbortController().signal }
const board: JsonObject = {
  name: 'Dot or general',
  runs: [{ run: 'ra' }, { run: 'rb', colour: '#0a7f5a' }],
  baseline: 'ra',
}
let boards: Omit<BoardHandlers, 'report' | 'stopReport'>
let told: unknown[]
let database: Database
let time: number
beforeEach(() => {
  told = []
  time = 100
  database = emptyDatabase()
  boards = createBoardService({ database, emit: (...event) => told.push(event), now: () => time })
})

it('keeps boards under their names, last saved first, and tells of every change', async () => {
  const { id } = await boards.save({ board }, context)
  time += 10
  const other = await boards.save({ board: { name: ' Other\n' } }, context)
  time += 10
  await boards.save({ id, board: { ...board, name: 'Dot' } }, context)
  const list = await boards.list(undefined, context)
  expect(list.map(({ id, name, runs, created, updated }) => [id, name, runs, created, updated])).toEqual([
    [id, 'Dot', 2, 100, 120],
    [other.id, 'Other', 0, 110, 110],
  ])
  expect(told.at(-1)).toEqual(['boards', { boards: list }])
  expect((await boards.get({ board: id }, context)).board).toMatchObject({ ...board, name: 'Dot' })
  expect((await boards.get({ board: other.id }, context)).json).toMatchObject({ name: 'Other' })
})

it('does not write over what another window saved meanwhile', async () => {
  const { id, updated } = await boards.save({ board }, context)
  const theirs = await boards.save({ id, board: { ...board, name: 'Theirs' }, expected: updated }, context)
  await expect(boards.save({ id, board, expected: updated }, context)).rejects.toMatchObject({ code: 'wrong-state' })
  expect((await boards.get({ board: id }, context)).name).toBe('Theirs')
  expect(theirs.updated).toBeGreaterThan(updated)
})

it('deletes a board, and takes it again under its id', async () => {
  const { id } = await boards.save({ board }, context)
  await boards.remove({ board: id }, context)
  await expect(boards.get({ board: id }, context)).rejects.toMatchObject({ code: 'not-found' })
  await expect(boards.remove({ board: id }, context)).rejects.toMatchObject({ code: 'not-found' })
  await boards.save({ id, board, expected: 5 }, context)
  expect((await boards.get({ board: id }, context)).name).toBe(board.name)
})

it('lists a board that cannot be read, so that the others are there and it can be deleted', async () => {
  const { id } = await boards.save({ board }, context)
  putBoard(database, { id: 'bad', name: 'Torn', board_json: '{"runs":', created: 1, updated: 1 })
  const list = await boards.list(undefined, context)
  expect(list.map((one) => [one.id, one.unreadable !== undefined])).toEqual([
    [id, false],
    ['bad', true],
  ])
  await boards.save({ id, board: { ...board, name: 'Again' } }, context)
  await expect(boards.get({ board: 'bad' }, context)).rejects.toThrow(/damaged/)
  await boards.remove({ board: 'bad' }, context)
  expect(await boards.list(undefined, context)).toHaveLength(1)
})

it('gives back all that is stored of a newer board, and takes it again as it was', async () => {
  const newer = { ...board, orbit: { moon: 1 }, runs: [{ run: 'ra', weight: 3 }] }
  const first = await boards.save({ board: newer }, context)
  expect(first.json).toEqual(newer)
  await boards.remove({ board: first.id }, context)
  time += 50
  const back = await boards.save({ id: first.id, board: first.json, created: first.created }, context)
  expect([back.json, back.created]).toEqual([newer, first.created])
})

it('opens a board of a newer version with what is there, and says what is not', async () => {
  const newer = { version: 2, ...board, panels: [{ id: 'p', kind: 'hologram' }, 7], mood: 'good' }
  const { id } = await boards.save({ board: newer }, context)
  const { board: read, notes } = await boards.get({ board: id }, context)
  expect(read.runs).toHaveLength(2)
  expect(read.panels).toMatchObject([{ id: 'p', kind: 'hologram' }])
  expect(notes.join('\n')).toMatch(/version 2.*\n.*panels\.1.*\n.*mood/)
})

it('refuses a board that is larger than one may be, in words, and leaves what was saved as it is', async () => {
  const { id } = await boards.save({ board }, context)
  const many = (count: number, entry: (index: number) => JsonObject) =>
    Array.from({ length: count }, (_, i) => entry(i))
  const options = { text: 'x'.repeat(9 * 1024 ** 2) }
  const cases: [JsonObject, RegExp][] = [
    [{ runs: many(10_001, (i) => ({ run: `r${i}` })) }, /has 10,001 runs; a board has at most 10,000 runs/],
    [{ panels: many(101, (i) => ({ id: `p${i}`, kind: 'curves' })) }, /has 101 panels; a board has at most 100 panels/],
    [{ panels: [{ id: 'a', kind: 'later', options }] }, /has 9,21\d kB; a board has at most 8,192 kB/],
    [{ later: options }, /has 9,21\d kB/],
    [{ name: 'x'.repeat(201) }, /at most 200 characters/],
  ]
  for (const [large, words] of cases) {
    const saving = boards.save({ id, board: { ...board, ...large } }, context)
    await expect(saving).rejects.toMatchObject({ code: 'bad-data', message: expect.stringMatching(words) })
  }
  const most = { runs: many(10_000, (i) => ({ run: `r${i}`, label: 'é'.repeat(200) })) }
  expect((await boards.get({ board: id }, context)).board).toMatchObject(board)
  expect(await boards.save({ id, board: most }, context)).toMatchObject({ runs: 10_000 })
})

import { expect, it } from 'vitest'
import type { BoardSummary } from '../shared/contract/boards.ts'
import type { RunSummary } from '../shared/contract/runs.ts'
import { chooseRuns } from './choose-runs.ts'
import { findNamed } from './find-named.ts'

const run = (id: string, archived = false) =>
  ({
    run: id,
    name: id,
    archived,
    seed: 1,
    tags: ['x'],
    settings: {},
    latest: {},
    best: null,
    preset: '',
    dataName: '',
  }) as unknown as RunSummary
const list = async () => [run('ra'), run('rb', true)]
const chosen = async (...args: [named: string[], where?: string, archived?: boolean]) =>
  (await chooseRuns({ list }, args[0], args[1], args[2])).map((one) => one.run)

it('takes of --where what saccade runs lists of it: archived runs where they are asked for, or named', async () => {
  expect(await chosen([], 'tag:x')).toEqual(['ra'])
  expect(await chosen([], 'tag:x and archived:yes')).toEqual(['rb'])
  expect(await chosen(['rb'], 'tag:x')).toEqual(['ra', 'rb'])
  expect(await chosen([], 'tag:x', true)).toEqual(['ra', 'rb'])
})

it('takes no empty query for one that all runs fit', async () => {
  await expect(chosen([], ' ')).rejects.toThrow('--where is empty')
  expect(await chosen([], '*')).toEqual(['ra'])
})

it('finds by id, name or beginning, and nothing by nothing', () => {
  const board = (id: string, name: string): BoardSummary => ({ id, name, created: 1, updated: 1, runs: 0, panels: 0 })
  const find = (text: string, all: readonly BoardSummary[]) =>
    findNamed(all, text, { what: 'board', idOf: ({ id }) => id, hint: '' }).id
  expect(() => find('', [board('b1', '')])).toThrow(/There is no board/)
  expect(find('b2', [board('b1', 'b2x'), board('b2', '')])).toBe('b2')
  expect(find('b', [board('b1', ''), board('c1', 'b')])).toBe('c1')
  expect(() => find('b', [board('b1', ''), board('b2', '')])).toThrow(/fits 2 boards/)
})

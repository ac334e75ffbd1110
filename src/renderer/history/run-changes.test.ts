import { expect, it } from 'vitest'
import { marksBefore } from './run-changes.ts'

const run = (id: string, tags: readonly string[], note = '') => ({
  run: id,
  starred: id === 'a',
  archived: false,
  tags,
  note,
  colour: null,
})

it('undoes tags only where they were not there before', () => {
  const runs = [run('a', ['final']), run('b', []), run('c', ['old'])]
  expect(marksBefore(runs, { addTags: ['final'], removeTags: ['old'] })).toEqual([
    { runs: ['a'], addTags: [], removeTags: [] },
    { runs: ['b'], addTags: [], removeTags: ['final'] },
    { runs: ['c'], addTags: ['old'], removeTags: ['final'] },
  ])
})

it('gives each run its own mark back, in one request for those that had the same', () => {
  const runs = [run('a', [], 'x'), run('b', [], 'x'), run('c', [], 'y')]
  expect(marksBefore(runs, { note: 'new' }).map(({ runs: ids, note }) => [ids, note])).toEqual([
    [['a', 'b'], 'x'],
    [['c'], 'y'],
  ])
  expect(marksBefore(runs, { starred: true }).map(({ runs: ids, starred }) => [ids, starred])).toEqual([
    [['a'], true],
    [['b', 'c'], false],
  ])
})

// What users make of runs, from the real command line to the history and back.
import fs from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { prepareHistory } from '../support/prepared-history.ts'
import { type StartOptions, saccade, saccadeJson, temporaryFolder } from './saccade.ts'

const run = (id: string, seed: number, preset = 'luong-dot') => ({ id, seed, preset, steps: 20 })
const listSchema = z.array(
  z.object({
    run: z.string(),
    name: z.string(),
    tags: z.array(z.string()),
    starred: z.boolean(),
    archived: z.boolean(),
    note: z.string(),
  }),
)

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
  prepareHistory(folder, [run('ra', 1), run('rb', 2), run('rc', 3), run('rd', 1, 'bahdanau-2015')])
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const on = (args: readonly string[], options?: StartOptions) => saccade([...args, '--data-dir', folder], options)
const listed = async (...args: string[]) => listSchema.parse(await saccadeJson(['runs', ...args, '--data-dir', folder]))
const ids = async (...args: string[]) => (await listed(...args)).map((each) => each.run)

it('tags, stars and archives runs that are named or fit a filter, and finds them by it', async () => {
  expect(
    (await on(['tag', 'rd', '--where', 'preset:luong-* and seed > 1', '--add', 'final', '--add', 'paper:2'])).code,
  ).toBe(0)
  expect((await on(['tag', 'rb', '--remove', 'final'])).code).toBe(0)
  expect((await on(['star', 'rc'])).code).toBe(0)
  expect(await ids('--where', 'tag:final')).toEqual(['rd', 'rc'])
  expect(await ids('--where', 'tag:paper* and not starred:yes')).toEqual(['rd', 'rb'])
  expect((await on(['archive', '--where', 'starred:yes'])).stdout).toBe('1 run marked: rc\n')
  expect(await ids()).toEqual(['rd', 'rb', 'ra'])
  expect(await ids('--where', 'archived:yes')).toEqual(['rc'])
  expect(await ids('--archived')).toEqual(['rd', 'rc', 'rb', 'ra'])
  // What is so already is told apart from what became so.
  expect(await on(['archive', 'rc', 'ra', '--undo'])).toMatchObject({
    ...{ code: 0, stdout: '1 run marked: rc\n', stderr: '1 run was so already: ra\n' },
  })
  expect(await ids()).toEqual(['rd', 'rc', 'rb', 'ra'])
})

it('keeps a note as it was written, and shows it without letting it act on the terminal', async () => {
  const text = '# Why\n<script>alert(1)</script> \u001b[31mred'
  expect((await on(['note', 'ra', '--file', '-'], { input: `${text}\n` })).code).toBe(0)
  expect((await listed('--where', 'note:script')).map(({ note }) => note)).toEqual([text])
  expect((await on(['note', 'ra'])).stdout).toBe('# Why\n<script>alert(1)</script> \\u{1b}[31mred\n')
  expect((await on(['note', 'ra', ''])).code).toBe(0)
  expect(await ids('--where', 'has:note')).toEqual([])
})

it('renames a run, and deletes runs only where that is said', async () => {
  expect((await on(['rename', 'ra', ' the best '])).stdout).toBe('ra  the best\n')
  const asked = await on(['delete', 'the best', '--where', 'seed:2'])
  expect(asked.code).toBe(2)
  expect(asked.stdout).toContain('ra  the best\n')
  expect(asked.stderr).toContain('Nothing was deleted: this would delete 2 runs for good')
  expect(await ids()).toEqual(['rd', 'rc', 'rb', 'ra'])
  expect((await on(['delete', 'the best', '--where', 'seed:2', '--yes'])).stdout).toBe('2 runs deleted: rb, ra\n')
  expect(await ids()).toEqual(['rd', 'rc'])
})

it('refuses what does not fit with the reason, and changes nothing', async () => {
  const before = await listed('--archived')
  const refused: readonly (readonly [words: string, args: string[]])[] = [
    ['No tag is named', ['tag', 'ra']],
    ['No runs are named', ['tag', '--add', 'x']],
    ['must be one word', ['tag', 'ra', '--add', 'two words']],
    ['--where cannot be read', ['archive', '--where', 'seed >']],
    ['given twice', ['note', 'ra', 'a', '--file', 'b']],
    ['10000 is the most', ['note', 'ra', 'x'.repeat(10_001)]],
    ['There is no run', ['delete', 'nobody', '--yes']],
  ]
  for (const [words, args] of refused) {
    const { code, stderr } = await on(args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)])
  }
  expect(await listed('--archived')).toEqual(before)
})

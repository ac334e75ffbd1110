// `saccade board` as a user runs it: a process of its own on a real data folder.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../scripts/setup/places.js'

let folder: string
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-board-'))
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

function board(args: readonly string[], input = '') {
  const program = path.join(packageRoot, 'bin', 'saccade.js')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'board', ...args, '--data-dir', path.join(folder, 'data')],
    { encoding: 'utf8', input },
  )
  return { status, stdout, stderr }
}

test('stores a board, lists it, prints it again, replaces it, and deletes it', () => {
  const file = path.join(folder, 'mine.json')
  const content = { name: 'Mine', runs: [{ run: 'r1', colour: '#1f6f8b' }, { run: 'r2' }], cursor: { step: 40 } }
  fs.writeFileSync(file, JSON.stringify(content))
  expect(board(['list'])).toMatchObject({ status: 0, stdout: '' })
  expect(board(['save', file]).stdout).toMatch(/“Mine” saved as b\w+ with 2 runs/)
  expect(board(['list']).stdout).toMatch(/2 {2}usual .*Mine/)

  const shown = board(['show', 'Mine'])
  expect(JSON.parse(shown.stdout)).toMatchObject({ ...content, $schema: 'board.schema.json' })

  // What was printed is stored again, in the place of the first.
  const again = board(['save', '-', '--name', 'Ours', '--id', 'Mine', '--json'], shown.stdout)
  expect(JSON.parse(again.stdout)).toMatchObject({ name: 'Ours', runs: 2 })
  expect(JSON.parse(board(['list', '--json']).stdout)).toHaveLength(1)

  expect(board(['delete', 'Ours'])).toMatchObject({ status: 0 })
  expect(board(['delete', 'Ours'])).toMatchObject({ status: 2 })
})

test('keeps of a newer board what it does not know, and says so', () => {
  const newer = { version: 2, name: 'Later', runs: [], orbit: { moon: 1 } }
  const saved = board(['save', '-', '--json'], JSON.stringify(newer))
  expect(saved.stderr).toMatch(/version 2[^]*orbit was left out/)
  const shown = board(['show', 'Later'])
  expect(shown.stderr).toMatch(/orbit was left out/)
  // What was printed is saved again without a loss.
  expect(JSON.parse(shown.stdout)).toMatchObject(newer)
  expect(board(['delete', '']).status).toBe(2)
  expect(board(['delete', 'b']).status).toBe(0) // the only one that begins so
})

test('refuses what is no board, and a board without a name, in words', () => {
  expect(board(['save', '-'], '{"model":{}}')).toMatchObject({ status: 2 })
  expect(board(['save', '-'], '{"model":{}}').stderr).toContain('Standard input is JSON, but no board')
  expect(board(['save', '-'], '{"runs":[]}').stderr).toMatch(/no name[^]*--name/)
  expect(board(['show', 'nothing']).stderr).toContain('There is no board “nothing”')
})

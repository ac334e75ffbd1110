// A history with damaged pages, through the real command line: nothing is written into it, whole runs stay reachable,
// and the rest goes into a new folder.
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OTHER_USER, whyNoOtherUser } from './other-user.ts'
import { saccade, saccadeJson, temporaryFolder } from './saccade.ts'

const root = temporaryFolder()
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

const PAGE = 4096
const STACK = /\n\s+at /
const TINY = [
  ...['--preset', 'bigru-bahdanau', '--task', 'copy'],
  ...[
    ...['model.encoder.hidden=6', 'model.decoder.hidden=6', 'model.encoder.embedding=4', 'model.decoder.embedding=4'],
    ...['data.source.trainPairs=60', 'data.source.validPairs=10', 'training.batchSize=4', 'training.steps=30'],
    ...['evaluation.every=15', 'training.earlyStopping.goal=null'],
  ].flatMap((text) => ['--set', text]),
]

const whole = path.join(root, 'whole')
/** Ids in the order of the history's tables. */
let first = ''
let second = ''
beforeAll(async () => {
  for (const seed of ['1', '2']) {
    const outcome = await saccade(['train', ...TINY, '--seed', seed, '--data-dir', whole])
    expect(outcome).toMatchObject({ code: 0 })
  }
  fs.mkdirSync(path.join(whole, 'files'))
  fs.writeFileSync(path.join(whole, 'files', 'pairs.tsv'), 'a\tb\n')
  const runs = (await saccadeJson(['runs', '--data-dir', whole])) as { run: string }[]
  ;[first = '', second = ''] = runs.map(({ run }) => run).sort()
})

interface Damaged {
  readonly folder: string
  readonly dataDir: string[]
  readonly history: string
  readonly bytes: Buffer
}

/** A copy of the folder, in which the first leaf of a table holds noise. */
function damage(name: string, table: string): Damaged {
  const folder = path.join(root, name)
  fs.cpSync(whole, folder, { recursive: true })
  const history = path.join(folder, 'history.sqlite')
  const database = new Sqlite(history)
  const sql = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path"
  const page = Number(database.prepare(sql).pluck().get(table))
  database.close()
  const bytes = fs.readFileSync(history)
  crypto.randomBytes(PAGE).copy(bytes, (page - 1) * PAGE)
  fs.writeFileSync(history, bytes)
  return { folder, dataDir: ['--data-dir', folder], history, bytes }
}

test('C8: damaged curves: named, nothing written, whole runs reachable, the rest rescued', async () => {
  const { dataDir, history, bytes } = damage('curves', 'metric')

  for (const command of [
    ['train', ...TINY],
    ['resume', first],
  ]) {
    const refused = await saccade([...command, ...dataDir])
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is damaged (curves)') })
    expect(refused.stderr).toContain('saccade rescue')
  }
  const listed = await saccade(['runs', ...dataDir])
  expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining(first) })
  expect(listed.stdout).toContain(first)
  expect(listed.stdout).toContain(second)

  const shown = await saccade(['show', first, ...dataDir])
  expect(shown).toMatchObject({ code: 1, stdout: expect.stringContaining(first) })
  expect(shown.stderr).toMatch(/the newest values cannot be read.*damaged/)
  expect(shown.stderr).not.toMatch(STACK)
  const curves = await saccade(['metrics', first, ...dataDir])
  expect(curves).toMatchObject({ code: 1, stdout: expect.stringMatching(/^step,/) })
  expect(curves.stderr).toMatch(/the curve of \S+.* cannot be read/)
  expect(curves.stderr).not.toMatch(STACK)

  for (const run of [first, second]) {
    const translated = await saccade(['translate', run, '--checkpoint', 'last', ...dataDir], { input: 'a b\n' })
    expect(translated).toMatchObject({ code: 0, stdout: expect.stringMatching(/\n$/) })
  }
  expect(await saccade(['show', second, ...dataDir])).toMatchObject({ code: 0 })
  expect(await saccade(['metrics', second, ...dataDir])).toMatchObject({ code: 0 })
  expect(
    await saccade(['export', second, '--checkpoint', 'last', '--to', path.join(root, 'package'), ...dataDir]),
  ).toMatchObject({ code: 0 })

  const checked = await saccade(['doctor', '--json', ...dataDir])
  expect(checked.code).toBe(1)
  expect(JSON.parse(checked.stdout)).toMatchObject({ history: { problems: [{ path: 'curves' }] } })

  const to = path.join(root, 'rescued')
  const rescued = await saccadeJson(['rescue', '--to', to, ...dataDir])
  expect(rescued).toMatchObject({ runs: 2, folder: to })
  expect(rescued).toMatchObject({
    lost: expect.arrayContaining([expect.objectContaining({ part: 'curves', run: first })]),
  })
  expect(fs.readFileSync(history).equals(bytes)).toBe(true)

  const weights = (data: string) =>
    fs
      .readdirSync(data, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.safetensors'))
      .sort()
  expect(weights(to)).toEqual(weights(whole))
  const dataDirNew = ['--data-dir', to]
  expect(await saccadeJson(['show', second, ...dataDirNew])).toEqual(
    await saccadeJson(['show', second, '--data-dir', whole]),
  )
  expect(fs.readFileSync(path.join(to, 'files', 'pairs.tsv'), 'utf8')).toBe('a\tb\n')
  // It is a data folder like any other.
  expect(await saccade(['train', ...TINY, '--set', 'training.steps=2', ...dataDirNew])).toMatchObject({ code: 0 })
  const again = await saccade(['rescue', '--to', to, ...dataDir])
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is not empty') })
})

test('C8: runs whose rows are lost come back from their checkpoints, and so do lost lists of checkpoints', async () => {
  const { dataDir, folder } = damage('rows', 'run')
  const history = new Sqlite(path.join(folder, 'history.sqlite'), { readonly: true })
  const page = Number(history.prepare("SELECT pageno FROM dbstat WHERE name = 'checkpoint' LIMIT 1").pluck().get())
  history.close()
  const bytes = fs.readFileSync(path.join(folder, 'history.sqlite'))
  crypto.randomBytes(PAGE).copy(bytes, (page - 1) * PAGE)
  fs.writeFileSync(path.join(folder, 'history.sqlite'), bytes)

  const to = path.join(root, 'recalled')
  expect(await saccadeJson(['rescue', '--to', to, ...dataDir])).toMatchObject({ runs: 2 })
  const before = (await saccadeJson(['metrics', first, '--data-dir', whole])) as unknown[]
  expect(await saccadeJson(['metrics', first, '--data-dir', to])).toEqual(before)
  const translate = (data: string) =>
    saccade(['translate', first, '--checkpoint', 'last', '--data-dir', data], { input: 'a b\n' })
  expect((await translate(to)).stdout).toBe((await translate(whole)).stdout)
})

test.each([
  ['a text', 'I am no history. '.repeat(600), /Nothing of the history .* can be read/],
  ['nothing', null, /There is no history/],
])('C8: rescue of %s leaves no folder behind', async (_, content, words) => {
  const folder = path.join(root, `no-${_}`)
  fs.mkdirSync(folder)
  if (content !== null) fs.writeFileSync(path.join(folder, 'history.sqlite'), content)
  const to = path.join(root, 'none')
  const outcome = await saccade(['rescue', '--to', to, '--data-dir', folder])
  expect(outcome.stderr).toMatch(words)
  expect(outcome.stderr).not.toMatch(STACK)
  expect(outcome.code).not.toBe(0)
  expect(fs.existsSync(to)).toBe(false)
})

const noOther = whyNoOtherUser()
if (noOther) console.warn(`other users: left out, ${noOther}`)

test.skipIf(noOther !== '')('C8: what may not be read is told as such, and costs no more than itself', async () => {
  fs.chmodSync(root, 0o755)
  const folder = path.join(root, 'unreadable')
  fs.cpSync(whole, folder, { recursive: true })
  const history = path.join(folder, 'history.sqlite')
  const database = new Sqlite(history)
  database.pragma('foreign_keys = ON')
  database.prepare('DELETE FROM run WHERE id = ?').run(first)
  database.close()
  fs.mkdirSync(path.join(folder, 'files', 'parts'))
  const part = path.join(folder, 'files', 'parts', 'one.tsv')
  fs.writeFileSync(part, 'a\tb\n')
  const checkpoints = path.join(folder, 'runs', first, 'checkpoints')
  for (const place of [part, checkpoints]) fs.chmodSync(place, 0o000)
  const open = fs.mkdtempSync(path.join(root, 'open-'))
  fs.chmodSync(open, 0o777)
  const to = path.join(open, 'rescued')
  const rescue = ['rescue', '--json', '--to', to, '--data-dir', folder]

  const outcome = await saccade(rescue, OTHER_USER)
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 })
  const denied = expect.stringContaining('permission denied (EACCES)') as string
  expect(JSON.parse(outcome.stdout)).toMatchObject({
    runs: 1,
    lost: [
      { run: first, part: 'checkpoints', detail: denied },
      { run: null, part: 'dropped files', detail: denied },
    ],
  })
  expect(fs.readdirSync(path.join(to, 'files'))).toEqual(['pairs.tsv'])

  fs.rmSync(to, { recursive: true })
  fs.chmodSync(history, 0o000)
  const refused = await saccade(rescue, OTHER_USER)
  expect(refused.code).toBe(1)
  expect(refused.stdout).toMatch(/The history .*history\.sqlite cannot be read: permission denied/)
  expect(fs.existsSync(to)).toBe(false)
  for (const place of [history, part, checkpoints]) fs.chmodSync(place, 0o755)
})

import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { scoreService } from '../../shared/contract/scores.ts'
import { implement } from '../../shared/rpc/rpc.ts'
import { createScoreService, trustedScore, withAbsoluteScore } from './own-scores.ts'
import { type Database, openDatabase } from '../storage/database.ts'
import { MIGRATIONS } from '../storage/migrations/index.ts'
import { getRun, insertRun } from '../storage/runs.ts'
import { scoreOf } from '../storage/score-modules.ts'

const CODE = 'export default () => 1\n'
let folder: string
let file: string
let database: Database

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-scores-'))
  file = path.join(folder, 'my-score.js')
  fs.writeFileSync(file, CODE)
  database = openDatabase(path.join(folder, 'history.sqlite'))
})
afterEach(() => {
  database.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const service = () =>
  implement({ scores: scoreService }, { scores: createScoreService({ database, now: () => 5 }) }).scores
const configured = (score = file) =>
  parseConfiguration(
    composeConfiguration({
      source: { kind: 'task', task: 'copy' },
      assignments: [`model.attention.score=${score}`],
    }),
  )

it('reads each file that is named once, and trusts none by itself', async () => {
  const plain = composeConfiguration({ source: { kind: 'task', task: 'copy' } })
  const named = await service().named({ configurations: [plain, configured(), configured()] })
  expect(named).toEqual([{ file, content: CODE, digest: expect.stringMatching(/^[0-9a-f]{64}$/), trusted: false }])
  expect(() => trustedScore({ database }, configured())).toThrow(expect.objectContaining({ code: 'refused' }))
})

it('remembers a yes by the content, wherever it lies, and asks anew after a change', async () => {
  const [{ digest } = { digest: '' }] = await service().named({ configurations: [configured()] })
  await service().trust({ file, digest })
  expect(trustedScore({ database }, configured())).toEqual({ file, content: CODE, digest })
  const moved = path.join(folder, 'moved.mjs')
  fs.renameSync(file, moved)
  expect(trustedScore({ database }, configured(moved))).toMatchObject({ file: moved, digest })
  fs.appendFileSync(moved, '// more')
  expect(() => trustedScore({ database }, configured(moved))).toThrow(expect.objectContaining({ code: 'refused' }))
})

it('takes no yes to something that was not shown', async () => {
  const [{ digest } = { digest: '' }] = await service().named({ configurations: [configured()] })
  fs.writeFileSync(file, 'export default () => 2\n')
  await expect(service().trust({ file, digest })).rejects.toMatchObject({ code: 'refused' })
  expect((await service().named({ configurations: [configured()] }))[0]).toMatchObject({ trusted: false })
})

it.each([
  ['not there', () => fs.rmSync(file), /my-score\.js cannot be read: it does not exist/],
  ['too large', () => fs.writeFileSync(file, '/'.repeat(300_000)), /has more than 256 kB/],
  ['no ordinary file (D10)', () => linkToEndless(), /is not an ordinary file/],
  ['no text', () => fs.writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00])), /not UTF-8/],
])('names a file that is %s', async (_, harm, words) => {
  harm()
  const asked = service().named({ configurations: [configured()] })
  await expect(asked).rejects.toMatchObject({ code: 'bad-data', message: expect.stringMatching(words) })
})

function linkToEndless() {
  fs.rmSync(file)
  fs.symlinkSync('/dev/zero', file)
}

it('names the file from the root', () => {
  const { score } = withAbsoluteScore(configured('./my-score.js'), folder).model.attention
  expect(score).toBe(file)
})

it('gives a run the content that was said yes to, and older runs none', async () => {
  const older = path.join(folder, 'older.sqlite')
  const before = openDatabase(older, { migrations: MIGRATIONS.slice(0, 1) })
  before.exec(`INSERT INTO run (id, name, preset, data_name, seed, configuration_json, state, created, updated, steps, best_metric)
    VALUES ('old', 'x', '', 'copy', 1, '{}', 'finished', 1, 1, 1, 'valid/loss')`)
  before.close()
  database.close()
  database = openDatabase(older)
  expect(getRun(database, 'old')).toMatchObject({ score_module: null })
  expect(scoreOf(database, 'old')).toBeNull()

  const [{ digest } = { digest: '' }] = await service().named({ configurations: [configured()] })
  await service().trust({ file, digest })
  insertRun(database, { id: 'new', name: 'x', dataName: 'copy', configuration: configured(), score: digest }, 2)
  fs.rmSync(file)
  expect(scoreOf(database, 'new')).toEqual({ file, content: CODE, digest })
})

it('gives a run its score under the run’s own name for it, which says whether it is TypeScript', async () => {
  const [{ digest } = { digest: '' }] = await service().named({ configurations: [configured()] })
  await service().trust({ file, digest })
  const renamed = path.join(folder, 'my-score.ts')
  fs.renameSync(file, renamed)
  insertRun(database, { id: 'new', name: 'x', dataName: 'copy', configuration: configured(renamed), score: digest }, 2)
  expect(scoreOf(database, 'new')).toEqual({ file: renamed, content: CODE, digest })
})

it('takes a yes to nothing but a score, and reads none that is too large', async () => {
  const digest = '0'.repeat(64)
  await expect(service().trust({ file: path.join(folder, 'history.sqlite'), digest })).rejects.toMatchObject({
    code: 'bad-usage',
  })
  await expect(service().trust({ file, digest: 'x' })).rejects.toMatchObject({ code: 'bad-usage' })
  fs.truncateSync(file, 300 * 1024)
  await expect(service().named({ configurations: [configured()] })).rejects.toMatchObject({
    code: 'bad-data',
    message: expect.stringContaining('256 kB'),
  })
})

// A deletion with a way back, in a real host on a real folder.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { prepareHistory } from '../../../test/support/prepared-history.ts'
import { type Host, createHost } from '../host.ts'
import { forkLauncher } from '../workers/fork.ts'

const launcher = forkLauncher({ entry: fileURLToPath(new URL('../fixtures/scripted-worker.ts', import.meta.url)) })
let folder: string
let host: Host
const open = () => createHost({ dataFolder: folder, launcher, mode: 'served' })
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-discard-'))
  prepareHistory(
    folder,
    ['ra', 'rb', 'rc'].map((id, seed) => ({ id, seed, preset: 'luong-dot', steps: 20 })),
  )
  for (const run of ['ra', 'rb']) fs.mkdirSync(path.join(folder, 'runs', run), { recursive: true })
  host = open()
})
afterEach(async () => {
  await host.close()
  fs.rmSync(folder, { recursive: true, force: true })
})
const listed = async () => (await host.api.runs.list()).map(({ run }) => run)

it('is out of every list at once, and back whole when it is undone', async () => {
  const told: unknown[] = []
  host.events.onAny((event) => told.push(event.name === 'runs' ? event.payload.runs.map(({ run }) => run) : event))
  const [before] = await host.api.runs.list()
  await host.api.runs.discard({ runs: ['rc', 'ra'] })
  expect(await listed()).toEqual(['rb'])
  await host.api.runs.restore({ runs: ['rc', 'ra'] })
  expect(told).toEqual([{ name: 'removed', payload: { runs: ['rc', 'ra'] } }, ['rc', 'ra']])
  expect((await host.api.runs.list())[0]).toEqual(before)
})

it('is for good once the host has closed, files and all; what was restored stays', async () => {
  await host.api.runs.discard({ runs: ['ra', 'rb'] })
  await host.api.runs.restore({ runs: ['rb'] })
  await host.close()
  expect(fs.readdirSync(path.join(folder, 'runs'))).toEqual(['rb'])
  host = open()
  expect(await listed()).toEqual(['rc', 'rb'])
  await expect(host.api.runs.restore({ runs: ['ra'] })).rejects.toMatchObject({ code: 'not-found' })
})

it('keeps no host from starting or closing where the history takes no deletion, and is done run by run', async () => {
  await host.api.runs.discard({ runs: ['ra', 'rb'] })
  const other = new Sqlite(path.join(folder, 'history.sqlite'))
  other.exec("CREATE TRIGGER full BEFORE DELETE ON run WHEN old.id = 'ra' BEGIN SELECT RAISE(ABORT, 'full'); END")
  await host.close()
  expect(other.prepare('SELECT id FROM run ORDER BY id').pluck().all()).toEqual(['ra', 'rc'])
  host = open()
  expect(await listed()).toEqual(['rc'])
  await host.close()
  other.exec('DROP TRIGGER full')
  host = open()
  await expect.poll(() => fs.readdirSync(path.join(folder, 'runs'))).toEqual([])
  other.close()
})

it.skipIf(process.platform !== 'linux')(
  'is told of where the files cannot be deleted, in no list all the same, and tried again',
  async () => {
    await host.close()
    prepareHistory(folder, [{ id: 'fd', seed: 9, preset: 'luong-dot', steps: 20 }])
    // Nobody, root neither, deletes what the kernel keeps there.
    const [runs, aside] = [path.join(folder, 'runs'), path.join(folder, 'aside')]
    fs.renameSync(runs, aside)
    fs.symlinkSync('/proc/self', runs)
    const warnings: string[] = []
    const openWarning = () =>
      createHost({ dataFolder: folder, launcher, mode: 'served', warn: (it) => warnings.push(it) })
    host = openWarning()
    await expect(host.api.runs.remove({ runs: ['fd'] })).rejects.toMatchObject({ code: 'storage' })
    expect(await listed()).not.toContain('fd')
    await host.close()
    const told = /^The deleted run fd still takes room\. .*\/runs\/fd cannot be deleted/
    expect(warnings).toEqual([expect.stringMatching(told)])
    host = openWarning()
    await expect.poll(async () => (await host.api.system.info()).warnings).toEqual([expect.stringMatching(told)])
    await host.close()
    fs.unlinkSync(runs)
    fs.renameSync(aside, runs)
    host = open()
    await host.close()
    const history = new Sqlite(path.join(folder, 'history.sqlite'))
    expect(history.prepare('SELECT id FROM run ORDER BY id').pluck().all()).toEqual(['ra', 'rb', 'rc'])
    history.close()
  },
)

it('is out of reach until it is restored: nothing else finds it', async () => {
  const { runs } = host.api
  await runs.discard({ runs: ['ra', 'rb'] })
  const asked = [
    runs.get({ run: 'ra' }),
    runs.resume({ run: 'ra' }),
    runs.rename({ runs: ['rc', 'ra'], name: 'B' }),
    runs.mark({ runs: ['rc', 'ra'], starred: true }),
    runs.discard({ runs: ['ra'] }),
    runs.curves({ runs: ['ra'], wanted: [], axis: 'step', points: 0 }),
  ]
  for (const answer of await Promise.allSettled(asked))
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } })
  await runs.remove({ runs: ['rb'] })
  await runs.restore({ runs: ['ra'] })
  expect(await runs.get({ run: 'ra' })).toMatchObject({ state: 'finished', starred: false })
  expect(await listed()).toEqual(['rc', 'ra'])
})

it('has a way back also after a crash of the host within the same application', async () => {
  await host.close()
  const killed = new Sqlite(path.join(folder, 'history.sqlite'))
  killed.exec("UPDATE run SET discarded = 1000 WHERE id = 'ra'; UPDATE run SET discarded = 3000 WHERE id = 'rb'")
  host = createHost({ dataFolder: folder, launcher, mode: 'desktop', since: 2000 })
  await expect.poll(() => killed.prepare('SELECT id FROM run ORDER BY id').pluck().all()).toEqual(['rb', 'rc'])
  killed.close()
  await host.api.runs.restore({ runs: ['rb'] })
  expect(await listed()).toEqual(['rc', 'rb'])
})

it('takes all of the runs or none', async () => {
  await expect(host.api.runs.discard({ runs: ['ra', 'nobody'] })).rejects.toMatchObject({ code: 'not-found' })
  await expect(host.api.runs.mark({ runs: ['ra', 'nobody'], starred: true })).rejects.toMatchObject({
    code: 'not-found',
  })
  expect(await listed()).toEqual(['rc', 'rb', 'ra'])
  expect((await host.api.runs.list()).some(({ starred }) => starred)).toBe(false)
})

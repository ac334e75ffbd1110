import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { namesIn } from '../../shared/user-paths.ts'
import { layOut, makeDataFolder } from '../folder/data-folder.ts'
import { type RunStore, createRunStore } from '../runs/run-store.ts'
import { putCheckpoints } from '../storage/checkpoints.ts'
import { openDatabase } from '../storage/database.ts'
import { insertRun } from '../storage/runs.ts'
import { exportBundle } from './export-bundle.ts'
import { MANIFEST, MOST_MANIFEST_BYTES, readManifest } from './manifest.ts'
import { createPreparedBundles } from './prepared-bundles.ts'
import { openZip, textOf } from './zip-reader.ts'

const help = { signal: new AbortController().signal, tell: () => undefined }
let store: RunStore

beforeEach(() => {
  const folder = layOut(fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-export-')))
  makeDataFolder(folder)
  const database = openDatabase(folder.database)
  store = createRunStore({ database, folder, emit: () => undefined, now: () => 1, freeReserve: () => undefined })
  const configuration = parseConfiguration(composeConfiguration({ source: { kind: 'task', task: 'reverse' } }))
  insertRun(database, { id: 'a', name: 'a', dataName: 'reverse', configuration }, 1)
})
afterEach(() => {
  vi.useRealTimers()
  store.database.close()
  fs.rmSync(store.folder.root, { recursive: true, force: true })
})

test.skipIf(process.platform !== 'linux')('holds no file of a run of which a later one is missing', async () => {
  const checkpoints = store.checkpointFolder('a')
  fs.mkdirSync(checkpoints, { recursive: true })
  fs.writeFileSync(path.join(checkpoints, 'there'), '4')
  putCheckpoints(store.database, 'a', [
    { kind: 'last', step: 4, file: 'there', bytes: 1 },
    { kind: 'best', step: 2, file: 'gone', bytes: 1 },
  ])
  const to = path.join(store.folder.root, 'to.zip')
  const exporting = exportBundle(store, { runs: ['a'], checkpoints: 'all', path: to }, help)
  await expect(exporting).rejects.toThrow(/gone is not there/)
  const { dev, ino } = fs.statSync(path.join(checkpoints, 'there'))
  const open = fs.readdirSync('/proc/self/fd').filter((handle) => {
    const file = fs.statSync(`/proc/self/fd/${handle}`, { throwIfNoEntry: false })
    return file?.dev === dev && file.ino === ino
  })
  expect(open).toEqual([])
})

test('the digest of the data is told of a run on a file too, as the run found it', async () => {
  const prepared = { data: { digest: 'd'.repeat(64), bytes: 7 } }
  store.database.prepare('UPDATE run SET prepared_json = ?').run(JSON.stringify(prepared))
  const to = path.join(store.folder.root, 'to.zip')
  await exportBundle(store, { runs: ['a'], checkpoints: 'none', path: to }, help)
  const zip = await openZip(to, to, help.signal)
  const { runs } = readManifest(await textOf(zip, MANIFEST, MOST_MANIFEST_BYTES))
  zip.close()
  expect(runs).toMatchObject([{ run: 'a', data: { digest: 'd'.repeat(64) } }])
})

test('what a window that went away does not fetch is deleted after a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const prepared = createPreparedBundles(store)
  const wish = { runs: ['a'], checkpoints: 'none' } as const
  const { file, bytes } = await prepared.make(wish, help)
  vi.advanceTimersByTime(9 * 60_000)
  expect(await prepared.piece(file, 0)).toHaveLength(bytes)
  vi.advanceTimersByTime(9 * 60_000)
  expect(namesIn(store.folder.files)).toHaveLength(1)
  vi.advanceTimersByTime(2 * 60_000)
  expect(namesIn(store.folder.files)).toEqual([])
  await expect(prepared.piece(file, 0)).rejects.toThrow(/is gone/)
})

// Bundles on the command line; imports of them that are killed: all of it is there afterwards, or nothing.
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkpointFolder, layOut } from '../../src/host/folder/data-folder.ts'
import { listCheckpoints, putCheckpoints } from '../../src/host/storage/checkpoints.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { encodeCheckpoint } from '../../src/shared/checkpoint-file.ts'
import { FRESH_STATE } from '../../src/shared/trainer-state.ts'
import { namesIn } from '../../src/shared/user-paths.ts'
import { prepareHistory } from '../support/prepared-history.ts'
import { prepareSweep } from '../support/prepared-sweep.ts'
import { saccade, saccadeJson, startSaccade, temporaryFolder } from './saccade.ts'

const folder = temporaryFolder()
const from = path.join(folder, 'from')
const data = path.join(folder, 'data')
const bundle = path.join(folder, 'runs.zip')
const RUNS = 24
const ids = Array.from({ length: RUNS }, (_, i) => `r${i}`)
/** More with SACCADE_KILLS. */
const KILLS = Number(process.env.SACCADE_KILLS ?? 3)

beforeAll(async () => {
  prepareHistory(
    from,
    ids.map((id, seed) => ({ id, preset: 'luong-dot', seed })),
  )
  putWeights()
  const exported = await saccadeJson([
    ...['export', '--where', 'preset:luong-dot', '--format', 'bundle', '--to', bundle, '--data-dir', from],
  ])
  expect(exported).toMatchObject({ path: bundle, runs: ids, notes: [] })
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** Gives each run a checkpoint, so large that taking it in lasts a while. */
function putWeights(): void {
  const bytes = new Uint8Array(1 << 20)
  const content = { trainer: { ...FRESH_STATE, step: 1000 }, configuration: {}, dataFingerprint: '' }
  const vocabularies = { sourceVocabulary: null, targetVocabulary: null }
  const weights = new Map([['weights', { dtype: 'F32', shape: [bytes.length / 4], bytes } as const]])
  const file = encodeCheckpoint(weights, { ...content, ...vocabularies })
  const database = openDatabase(layOut(from).database)
  for (const id of ids) {
    const checkpoints = checkpointFolder(layOut(from), id)
    fs.mkdirSync(checkpoints, { recursive: true })
    fs.writeFileSync(path.join(checkpoints, 'step-1000.safetensors'), file)
    putCheckpoints(database, id, [{ kind: 'last', step: 1000, file: 'step-1000.safetensors', bytes: file.length }])
  }
  database.close()
}

async function listed(): Promise<number> {
  // Who opens the folder as its host clears it up; an archive of nothing is the smallest deed that does.
  await saccade(['archive', '--where', 'name:nothing', '--data-dir', data])
  const runs = (await saccadeJson(['runs', '--data-dir', data])) as unknown[]
  return runs.length
}

test('an import that is killed at any moment leaves nothing half made, and goes on the next time', async () => {
  const files = path.join(data, 'runs')
  const halves: number[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    const running = startSaccade(['import', bundle, '--data-dir', data])
    const begun = performance.now()
    // The first one when files of some runs are there, the others at any moment.
    const isDue = () => (kill === 0 ? namesIn(files).length > 1 : fs.existsSync(path.join(data, 'history.sqlite-wal')))
    while (!isDue() && performance.now() - begun < 60_000) await wait(5)
    if (kill > 0) await wait(100 + Math.random() * 600)
    running.process.kill('SIGKILL')
    await running.ended
    halves.push(namesIn(files).length)
    const there = await listed()
    expect([0, RUNS]).toContain(there)
    expect(namesIn(files)).toHaveLength(there)
  }
  expect(halves[0]).toBeGreaterThan(0)
  expect(halves[0]).toBeLessThan(RUNS)
  const { code, stdout } = await saccade(['import', bundle, '--data-dir', data])
  expect(code).toBe(0)
  expect(stdout).toMatch(/r0 {2}luong-dot.*: (is new|was here already)/)
  expect(await listed()).toBe(RUNS)
}, 120_000)

test('killed while it adds what runs lack, an import leaves them as they were or with all of it', async () => {
  const lacking = path.join(folder, 'lacking')
  fs.cpSync(from, lacking, { recursive: true })
  const place = layOut(lacking)
  const lose = openDatabase(place.database)
  lose.exec('DELETE FROM checkpoint')
  lose.close()
  for (const id of ids) fs.rmSync(checkpointFolder(place, id), { recursive: true })
  const stored = () => {
    const database = openDatabase(place.database)
    const counts = ids.map((id) => listCheckpoints(database, id).length)
    database.close()
    return counts
  }
  const running = startSaccade(['import', bundle, '--data-dir', lacking])
  const begun = performance.now()
  while (namesIn(path.join(lacking, 'runs')).length < RUNS + 3 && performance.now() - begun < 60_000) await wait(5)
  running.process.kill('SIGKILL')
  await running.ended
  expect(namesIn(path.join(lacking, 'runs')).length).toBeGreaterThan(RUNS)
  expect([0, RUNS]).toContain(stored().reduce((sum, count) => sum + count, 0))
  const { stdout } = await saccade(['import', bundle, '--data-dir', lacking])
  expect(stdout).toMatch(/1 checkpoint/)
  expect(stored()).toEqual(ids.map(() => 1))
  for (const id of ids) expect(namesIn(checkpointFolder(place, id))).toEqual(['step-1000.safetensors'])
  // Whatever the first one had begun is gone since another host has opened the folder.
  expect(namesIn(path.join(lacking, 'runs')).sort()).toEqual([...ids].sort())
}, 60_000)

test('a sweep goes with its runs where it is named', async () => {
  const sweeps = path.join(folder, 'sweeps')
  const file = path.join(folder, 'sweep.zip')
  prepareSweep(sweeps, 'sprep', 1)
  const exporting = ['export', '--sweep', 'sprep', '--format', 'bundle', '--to', file, '--data-dir', sweeps]
  const { runs } = (await saccadeJson(exporting)) as { runs: string[] }
  expect(runs.length).toBeGreaterThan(20)
  const { stdout } = await saccade(['import', file, '--data-dir', path.join(folder, 'with-sweep')])
  expect(stdout).toContain(`sprep  sweep “scores, sizes and rates”: is new, with ${runs.length} runs that came\n`)
})

test('what cannot be imported or written is refused in words', async () => {
  const cut = path.join(folder, 'cut.zip')
  fs.writeFileSync(cut, fs.readFileSync(bundle).subarray(0, 5000))
  const importing = await saccade(['import', cut, '--data-dir', data])
  expect([importing.code, importing.stderr]).toEqual([2, expect.stringMatching(/cut\.zip cannot be imported/)])
  const missing = await saccade(['import', path.join(folder, 'none.zip'), '--data-dir', data])
  expect(missing.stderr).toMatch(/none\.zip cannot be read: it does not exist/)
  const again = await saccade(['export', 'r0', '--format', 'bundle', '--to', bundle, '--data-dir', data])
  expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/is there already/)])
  const two = await saccade(['export', 'r0', 'r1', '--to', path.join(folder, 'x'), '--data-dir', data])
  expect([two.code, two.stderr]).toEqual([2, expect.stringMatching(/made of one run/)])
  expect((await saccade(['export', '--format', 'bundle', '--to', cut, '--data-dir', data])).code).toBe(2)
})

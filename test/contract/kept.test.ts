// Checkpoints that `training.keep` keeps: written by real workers, listed, thinned out and gone back from.
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { smallConfiguration, startHost, temporaryDataFolder, trainAll } from '../support/trained-host.ts'

const folder = temporaryDataFolder()
let host: Host
beforeAll(() => {
  host = startHost(folder)
})
afterAll(async () => {
  await host.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const KEEP_ALL = 'training.keep.kind=every'
const filesOf = (run: string) => fs.readdirSync(path.join(folder, 'runs', run, 'checkpoints')).sort()
const kept = async (run: string) => {
  const all = await host.api.runs.checkpoints({ run })
  return all.filter(({ kind }) => kind === 'kept').map(({ step }) => step)
}

test('every n-th evaluation is kept, the model alone, and can be asked and exported by its step', async () => {
  const [run = ''] = await trainAll(host, smallConfiguration('bigru-bahdanau', KEEP_ALL, 'training.keep.every=2'))
  expect(await kept(run)).toEqual([20, 10, 0])
  const all = await host.api.runs.checkpoints({ run })
  const of = (kind: string) => all.find((one) => one.kind === kind)?.bytes ?? 0
  const { parameters } = await host.api.runs.get({ run })
  // Adam has two numbers a parameter besides, and names and vocabularies take a few kB.
  expect(of('kept')).toBeGreaterThan(4 * (parameters ?? NaN))
  expect(of('last') - of('kept')).toBeGreaterThan(7.9 * (parameters ?? NaN))
  const early = { run, checkpoint: 0, lines: ['a b c'], attention: false }
  const [answer] = await host.api.runs.translate(early)
  expect(answer?.output.length).toBeGreaterThan(0)
  expect((await host.api.runs.exportPytorch({ run, checkpoint: 10 })).files.length).toBeGreaterThan(3)
})

test('within a size, those that are closest together go first, and their files with them', async () => {
  const [run = ''] = await trainAll(host, smallConfiguration('bigru-bahdanau', KEEP_ALL))
  expect(await kept(run)).toEqual([20, 15, 10, 5, 0])
  const would = await host.api.runs.prune({ runs: [run], keep: 2, dryRun: true })
  expect(would).toMatchObject([{ kept: [0, 20], dropped: [5, 10, 15] }])
  expect(await kept(run)).toHaveLength(5)
  const [bytes = NaN] = (await host.api.runs.checkpoints({ run })).flatMap((one) =>
    one.kind === 'kept' ? one.bytes : [],
  )
  const [done] = await host.api.runs.prune({ runs: [run], megabytes: (3.5 * bytes) / 2 ** 20 })
  expect(done).toMatchObject({ kept: [0, 10, 20], dropped: [5, 15] })
  expect(await kept(run)).toEqual([20, 10, 0])
  expect(filesOf(run).filter((name) => name.startsWith('kept-'))).toEqual(
    [0, 10, 20].map((step) => `kept-${String(step).padStart(8, '0')}.safetensors`),
  )
  await host.api.runs.prune({ runs: [run], keep: 0 })
  expect((await host.api.runs.checkpoints({ run })).map(({ kind }) => kind).sort()).toEqual(['best', 'last'])
  await expect(host.api.runs.prune({ runs: [run] })).rejects.toMatchObject({ code: 'bad-usage' })
})

test('a run that keeps within a size stays within it while it trains, and says where there is room for none', async () => {
  const within = (megabytes: number, hidden: number) =>
    smallConfiguration(
      'bigru-bahdanau',
      'training.keep.kind=within',
      `training.keep.megabytes=${megabytes}`,
      `model.encoder.hidden=${hidden}`,
      `model.decoder.hidden=${hidden}`,
      'training.steps=10',
      'evaluation.every=2',
    )
  const [some = '', none = ''] = await trainAll(host, within(1, 96), within(1, 160))
  const sizes = (await host.api.runs.checkpoints({ run: some })).filter(({ kind }) => kind === 'kept')
  const room = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(sizes.length).toBeGreaterThan(0)
  expect(room).toBeLessThanOrEqual(2 ** 20)
  expect(room + (sizes[0]?.bytes ?? 0)).toBeGreaterThan(2 ** 20)
  expect(filesOf(some).filter((name) => name.startsWith('kept-'))).toHaveLength(sizes.length)
  expect(await kept(none)).toEqual([])
  const log = await host.api.runs.log({ run: none })
  expect(log.map(({ text }) => text).join()).toContain('room for none')
})

test('deleting a run deletes what it kept', async () => {
  const [run = ''] = await trainAll(host, smallConfiguration('bigru-bahdanau', KEEP_ALL))
  await host.api.runs.remove({ runs: [run] })
  expect(fs.existsSync(path.join(folder, 'runs', run))).toBe(false)
  await expect(host.api.runs.checkpoints({ run })).rejects.toMatchObject({ code: 'not-found' })
})

// Files that runs are trained on, which become datasets beside the training.
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { smallConfiguration, startHost, temporaryDataFolder, trainAll } from '../support/trained-host.ts'

const folder = temporaryDataFolder()
let host: Host
beforeAll(() => {
  host = startHost(folder, { concurrency: 2 })
})
afterAll(async () => {
  await host.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

function write(name: string, content: string): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, content)
  return file
}

const words = (of: number) => Array.from(of.toString(4)).join(' ')
const pairs = Array.from({ length: 60 }, (_, i) => [words(i * 977 + 64), words(i * 977 + 64).toUpperCase()] as const)
const table = (some: readonly (readonly [string, string])[]) => some.map((pair) => `${pair.join('\t')}\n`).join('')
const on = (source: object, ...assignments: string[]) =>
  smallConfiguration('bigru-bahdanau', 'training.steps=5', `data.source=${JSON.stringify(source)}`, ...assignments)

/** Trains on data, and waits until what is to be kept of them is kept. */
async function train(...sources: object[]) {
  const runs = await trainAll(host, ...sources.map((source) => on(source)))
  await host.settled()
  return Promise.all(runs.map((run) => host.api.runs.get({ run })))
}
const logOf = async ({ run }: { run: string }) => (await host.api.runs.log({ run })).map(({ text }) => text).join('\n')
const curvesOf = async ({ run }: { run: string }) =>
  (await host.api.runs.metrics({ runs: [run], metrics: ['train/loss', 'valid/loss'], points: 100 })).map((series) => ({
    ...series,
    run: '',
  }))
const list = () => host.api.datasets.list()

test('a file is kept once, the runs have its digest, and a run on the dataset is the same to the last bit', async () => {
  const source = {
    kind: 'table',
    train: write('pairs.tsv', table(pairs.slice(0, 50))),
    valid: write('held.tsv', table(pairs.slice(50))),
  }
  const [first, second] = await train(source, source)
  const [kept, ...others] = await list()
  expect(others).toEqual([])
  expect(kept).toMatchObject({
    name: 'pairs.tsv and 1 more',
    tags: ['by training'],
    pairs: 60,
    splits: { train: 50, valid: 10, test: 0 },
    digest: first?.dataDigest,
  })
  expect(kept?.description).toMatch(new RegExp(`${first?.run}|${second?.run}`))
  expect(second?.dataDigest).toBe(kept?.digest)
  const logs = [await logOf(first!), await logOf(second!)]
  expect(logs.filter((log) => log.includes(`kept as the dataset ${kept?.id}`))).toHaveLength(1)

  // The files gone, the runs on them are still divided by its rows.
  fs.rmSync(source.valid)
  const onRows = await host.api.outputs.onRows({ dataset: kept!.id, where: 'source.length > 6' })
  expect(onRows.leftOut).toEqual([])
  expect(onRows.runs.map(({ run }) => run).toSorted()).toEqual([first!.run, second!.run].toSorted())

  const [third] = await train({ kind: 'dataset', dataset: kept!.id })
  expect(third?.dataDigest).toBe(kept?.digest)
  expect(await curvesOf(third!)).toEqual(await curvesOf(first!))
  expect(await list()).toHaveLength(1)

  // Who imports the same by hand has it as they ask.
  const recipe = { files: [{ path: write('same.tsv', table(pairs.slice(0, 50))), split: 'train' as const }] }
  const held = { path: write('same-held.tsv', table(pairs.slice(50))), split: 'valid' as const }
  const imported = await host.api.datasets.import({
    recipe: { ...recipe, files: [...recipe.files, held] },
    name: 'Mine',
    tags: ['good'],
  })
  expect(imported).toMatchObject({ id: kept?.id, name: 'Mine', tags: ['good'] })
})

test('quoted tables and pairs of text files have the digest that they were trained on, hard text included', async () => {
  const hard = ['a "b" c', 'x,y', 'e\u0301\u00a0\u{1f600}', '\u2028 \u0001', '\ufeffmark', 'two\nlines']
  const texts = Array.from({ length: 40 }, (_, i) => [
    `${hard[i % hard.length]} ${i}`,
    `${hard[(i + 1) % hard.length]}`,
  ])
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
  const csv = `id,source,target\n${texts.map((pair, i) => [String(i), ...pair].map(quote).join(',')).join('\n')}\n`
  const lines = (side: 0 | 1) => pairs.map((pair) => `${pair[side]}\n`).join('')
  const sources = [
    { kind: 'table', train: write('hard.csv', csv), header: true, sourceColumn: 2, targetColumn: 3 },
    { kind: 'moses', trainSource: write('text.low', lines(0)), trainTarget: write('text.up', lines(1)) },
  ]
  const [quoted, twoFiles] = await train(...sources)
  const kept = await list()
  expect(kept.find(({ name }) => name === 'hard.csv')).toMatchObject({ pairs: 40, digest: quoted?.dataDigest })
  expect(kept.find(({ name }) => name === 'text.low')).toMatchObject({ pairs: 60, digest: twoFiles?.dataDigest })
})

test('a run goes on, and its outputs are made, where its files are gone and a dataset has their pairs', async () => {
  const file = write('moved.tsv', table(pairs.slice(0, 40)))
  const endless = on({ kind: 'table', train: file }, 'training.steps=100000', 'evaluation.keep=0')
  const { runs } = await host.api.runs.create({ configurations: [endless] })
  const [run = ''] = runs
  const until = (fits: (state: string, step: number) => boolean) =>
    new Promise<void>((resolve) => {
      const off = host.events.onAny(() => {
        void host.api.runs.get({ run }).then(({ state, step }) => {
          if (!fits(state, step)) return
          off()
          resolve()
        })
      })
    })
  await until((state, step) => state === 'running' && step >= 5)
  await host.settled()
  await host.api.runs.stop({ run })
  await until((state) => state === 'stopped')
  const { step, configuration } = await host.api.runs.get({ run })

  fs.rmSync(file)
  const { rows } = await host.api.outputs.find({ runs: [run], checkpoint: 'last', count: 5, make: true })
  expect(rows.length).toBeGreaterThan(0)
  await host.api.runs.resume({ run })
  await until((state, now) => state === 'running' && now > step)
  await host.api.runs.stop({ run })
  await until((state) => state === 'stopped')
  expect((await host.api.runs.get({ run })).configuration).toEqual(configuration)
})

test('a training goes on where its files cannot be kept, and says why; generated pairs are no dataset', async () => {
  const before = (await list()).map(({ id }) => id)
  const [place, aside] = [path.join(folder, 'datasets'), path.join(folder, 'aside')]
  fs.renameSync(place, aside)
  fs.writeFileSync(place, 'in the way')
  const other = { kind: 'table', train: write('other.tsv', table(pairs.slice(0, 30))) }
  const [run, generated] = await train(other, { kind: 'task', task: 'copy', trainPairs: 80, validPairs: 10 })
  expect(generated?.dataDigest).toBeUndefined()
  expect(run).toMatchObject({ state: 'finished', dataDigest: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(await logOf(run!)).toMatch(/not kept as a dataset\. .*datasets cannot be made: .*in the way/)
  fs.rmSync(place)
  fs.renameSync(aside, place)
  expect((await list()).map(({ id }) => id)).toEqual(before)
})

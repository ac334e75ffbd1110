// Errors of trained runs on rows of the dataset that they were trained on, against a slow computation from their outputs.
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import type { FoundPair } from '../../src/shared/contract/outputs.ts'
import { smallConfiguration, startHost, temporaryDataFolder, trainAll } from '../support/trained-host.ts'

const folder = temporaryDataFolder()
const file = path.join(folder, 'pairs.tsv')
// Every fifth pair once more at the end, so that equal rows differ by what is found in them.
const letters = Array.from({ length: 150 }, (_, i) => Array.from((i * 7919 + 4096).toString(6)).slice(0, 2 + (i % 4)))
const distinct = [...new Set(letters.map((one) => one.join(' ')))]
const sources = [...distinct, ...distinct.filter((_, i) => i % 5 === 0)]
const targetOf = (source: string) => source.split(' ').toReversed().join(' ')

const SHORT = ['training.steps=10']

let host: Host
let whole: string // the dataset as the file has it, all of it for training
let divided: string // the same with validation pairs of its own
let runs: { onWhole: string; onFile: string; onSlice: string; elsewhere: string }
beforeAll(async () => {
  host = startHost(folder)
  fs.writeFileSync(file, sources.map((source) => `${source}\t${targetOf(source)}\n`).join(''))
  const { datasets } = host.api
  const recipe = { files: [{ path: file }], reading: { format: 'table', delimiter: 'tab', header: false } }
  whole = (await datasets.import({ recipe, name: 'whole' })).id
  const splitting = { kind: 'seed', valid: 0.3, test: 0.1 } as const
  divided = (await datasets.import({ recipe: { ...recipe, splitting }, name: 'divided' })).id
  const on = (source: object) =>
    smallConfiguration(
      'bigru-bahdanau',
      ...SHORT,
      `data.source=${JSON.stringify(source)}`,
      'data.split.validFraction=0.3',
    )
  const [onWhole = '', onFile = '', onSlice = '', elsewhere = ''] = await trainAll(
    host,
    on({ kind: 'dataset', dataset: whole }),
    on({ kind: 'table', train: file }),
    on({ kind: 'dataset', dataset: divided, where: 'source.length > 2' }),
    smallConfiguration('bigru-bahdanau', ...SHORT),
  )
  runs = { onWhole, onFile, onSlice, elsewhere }
}, 300_000)
afterAll(async () => {
  await host.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

async function pairsOf(run: string, where = ''): Promise<readonly FoundPair[]> {
  return (await host.api.outputs.find({ runs: [run], checkpoint: 'best', count: 1000, where })).rows
}

/** Edits over tokens. */
function errorRate(pairs: readonly FoundPair[]): number {
  const sum = (of: (pair: FoundPair) => number) => pairs.reduce((total, pair) => total + of(pair), 0)
  return sum(({ outputs }) => outputs[0]?.edits ?? NaN) / sum(({ target }) => target.length)
}

/** What the middle 95 % of differences are, where both parts are drawn anew by another generator. */
function slowInterval(inside: readonly FoundPair[], outside: readonly FoundPair[]): [number, number] {
  let state = 1
  const next = (below: number) => Math.floor(((state = (state * 48_271) % 2_147_483_647) / 2_147_483_647) * below)
  const drawn = (pairs: readonly FoundPair[]) => pairs.map(() => pairs[next(pairs.length)]!)
  const all = Array.from({ length: 4000 }, () => errorRate(drawn(inside)) - errorRate(drawn(outside)))
  all.sort((a, b) => a - b)
  return [all[100]!, all[3899]!]
}

/** Whether a pair repeats an earlier row: pairs of equal sources stay together when validation pairs are split off. */
function isRepeated(pairs: readonly FoundPair[]): (pair: FoundPair) => boolean {
  const seen = new Set<string>()
  const repeated = new Set(pairs.filter(({ sourceText }) => seen.size === seen.add(sourceText).size))
  return (pair) => repeated.has(pair)
}

test('a query of rows divides what each run of the dataset is evaluated on', async () => {
  const where = 'source.length > 3 or finding:duplicate'
  const found = await host.api.outputs.onRows({ dataset: whole, where })
  expect(found.runs.map(({ run }) => run)).toEqual([runs.onFile, runs.onWhole])
  expect([found.notDecoded, found.leftOut]).toEqual([[], []])
  for (const { run, inside, outside, difference } of found.runs) {
    const pairs = await pairsOf(run)
    expect(pairs.length).toBeGreaterThan(40)
    const again = isRepeated(pairs)
    const meant = pairs.filter((pair) => pair.source.length > 3 || again(pair))
    const rest = pairs.filter((pair) => !meant.includes(pair))
    expect(meant.some((pair) => pair.source.length <= 3)).toBe(true)
    expect([inside.pairs, outside.pairs]).toEqual([meant.length, rest.length])
    expect(inside.score.value).toBeCloseTo(errorRate(meant), 12)
    expect(outside.score.value).toBeCloseTo(errorRate(rest), 12)
    expect(difference?.value).toBeCloseTo(errorRate(meant) - errorRate(rest), 12)
    const [low, high] = slowInterval(meant, rest)
    expect(Math.abs((difference?.low ?? NaN) - low)).toBeLessThan(0.15 * (high - low))
    expect(Math.abs((difference?.high ?? NaN) - high)).toBeLessThan(0.15 * (high - low))
    // The same pairs by the filter of outputs, which a bar of the slice leads to.
    expect(await pairsOf(run, `rows:"${where}"`)).toEqual(meant)
    expect(await pairsOf(run, `not rows:"${where}" source.length = 2`)).toEqual(
      rest.filter(({ source }) => source.length === 2),
    )
  }
})

test('a run on some rows of a dataset with splits is told by its own pairs', async () => {
  const found = await host.api.outputs.onRows({ dataset: divided, where: 'split:valid source.length = 4' })
  expect(found.runs.map(({ run }) => run)).toEqual([runs.onSlice, runs.onFile])
  const [run] = found.runs
  expect((await host.api.runs.get({ run: runs.onSlice })).name).toContain('divided where source.length > 2')
  const pairs = await pairsOf(runs.onSlice)
  expect(pairs.every(({ source }) => source.length > 2)).toBe(true)
  const meant = pairs.filter(({ source }) => source.length === 4)
  expect(run?.inside).toMatchObject({ pairs: meant.length })
  expect(run?.inside.score.value).toBeCloseTo(errorRate(meant), 12)
  const none = await host.api.outputs.onRows({ dataset: divided, where: 'split:train', runs: [runs.onSlice] })
  expect(none.runs).toMatchObject([{ inside: { pairs: 0, score: { value: NaN } }, difference: null }])
})

test('errors are cut by rows as by any other slice', async () => {
  const where = 'source:"1 2" or target.length < 3'
  const common = { checkpoint: 'best', metric: 'token-error-rate', resamples: 100, seed: 1 } as const
  const both = [runs.onWhole, runs.onFile]
  const { slices = [] } = await host.api.runs.compare({ ...common, runs: both, by: 'rows', rows: where })
  const { runs: told } = await host.api.outputs.onRows({ dataset: whole, where, runs: both })
  const values = (of: 'inside' | 'outside') => told.map((one) => [one[of].pairs, one[of].score.value])
  expect(slices.map(({ pairs, runs: scored }) => scored.map(({ score }) => [pairs, score.value]))).toEqual([
    values('inside').toReversed(),
    values('outside').toReversed(),
  ])
})

test('what cannot be asked is said: other runs, a query of nothing, data that are no dataset', async () => {
  const { outputs } = host.api
  await expect(outputs.onRows({ dataset: whole, where: '', runs: [runs.elsewhere] })).rejects.toThrow(
    'was not trained on this dataset',
  )
  await expect(outputs.onRows({ dataset: whole, where: 'nonsense > 3' })).rejects.toMatchObject({ code: 'bad-usage' })
  await expect(outputs.onRows({ dataset: 'd-gone', where: '' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(pairsOf(runs.elsewhere, 'rows:"source.length > 3"')).rejects.toThrow('was trained on no dataset')
})

test('a file that is another by now has other pairs; those it had are the rows of a dataset with their digest', async () => {
  const before = await host.api.outputs.onRows({ dataset: whole, where: 'source.length > 3' })
  fs.appendFileSync(file, '1 1 1 1\t1 1 1 1\n'.repeat(30))
  expect(await host.api.outputs.onRows({ dataset: whole, where: 'source.length > 3' })).toEqual(before)
  const { runs: told, leftOut } = await host.api.outputs.onRows({ dataset: divided, where: 'source.length > 3' })
  expect(told.map(({ run }) => run)).toEqual([runs.onSlice])
  expect(leftOut).toEqual([expect.objectContaining({ run: runs.onFile, reason: expect.stringMatching(/by now/) })])
})

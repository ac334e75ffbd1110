import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPace } from '../../data/pace.ts'
import { pairOf } from '../fixtures/pair-output.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { type ComparisonRequest, comparisonRequestSchema } from '../../shared/contract/comparison.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { columnsOf } from '../../shared/outputs/pair-outputs.ts'
import { layOut, makeDataFolder } from '../folder/data-folder.ts'
import { createKeptOutputs } from '../outputs/kept-outputs.ts'
import { createRunStore } from '../runs/run-store.ts'
import { putCheckpoints } from '../storage/checkpoints.ts'
import { type Database, openDatabase } from '../storage/database.ts'
import { insertFinishedRun } from '../storage/runs.ts'
import { type ComparisonParts, compareRuns } from '../../metrics/comparison/comparison.ts'

const reverse = { kind: 'task', task: 'reverse' }
const configure = (...assignments: string[]) =>
  parseConfiguration(
    composeConfiguration({ source: reverse, assignments: ['data.source.validPairs=90', ...assignments] }),
  )

/** Runs by what they are wrong about: every so many-th line they answer with its first token alone. */
const runs: Record<RunId, { wrong: number; configuration: ReturnType<typeof configure> }> = {
  good: { wrong: 10, configuration: configure() },
  bad: { wrong: 2, configuration: configure('evaluation.pairs=60') },
  twin: { wrong: 10, configuration: configure('seed=7') },
  elsewhere: { wrong: 2, configuration: configure('data.split.seed=2') },
  short: { wrong: 10, configuration: configure('evaluation.maximumLength=5') },
  fresh: { wrong: 10, configuration: configure('evaluation.pairs=20') },
  letters: { wrong: 2, configuration: configure('data.tokenizer.target=character') },
}

let root: string
let database: Database
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-compare-'))
  const folder = layOut(root)
  makeDataFolder(folder)
  database = openDatabase(folder.database)
  for (const [id, { configuration }] of Object.entries(runs)) {
    const run = { id, name: `the ${id} one`, dataName: 'reverse', configuration }
    insertFinishedRun(database, run, { step: 400, reason: '', time: 1 })
    if (id === 'fresh') continue
    putCheckpoints(database, id, [{ kind: 'best', step: 400, file: 'c', bytes: 1 }])
    fs.mkdirSync(path.join(root, 'runs', id, 'checkpoints'), { recursive: true })
    fs.writeFileSync(path.join(root, 'runs', id, 'checkpoints', 'c'), '1')
  }
})
afterEach(() => {
  database.close()
  fs.rmSync(root, { recursive: true, force: true })
})

function comparer() {
  const asked: { run: RunId; sources: readonly (readonly string[])[] }[] = []
  const store = createRunStore({
    ...{ database, folder: layOut(root), now: () => 1 },
    emit: () => undefined,
    freeReserve: () => undefined,
  })
  const kept = createKeptOutputs(store, async ({ checkpoint, pairs }) => {
    const run = path.basename(path.dirname(path.dirname(checkpoint)))
    asked.push({ run, sources: pairs.map(({ source }) => source) })
    return columnsOf(
      pairs.map((pair, index) =>
        pairOf(pair, index % runs[run]!.wrong === 0 ? pair.source.slice(0, 1) : pair.source.toReversed()),
      ),
    )
  })
  const parts: ComparisonParts = {
    ...kept,
    pace: createPace,
    mask: () => Promise.reject(new Error('no dataset')),
    nameOf(run: RunId) {
      if (!runs[run]) throw new SaccadeError('not-found', `no run ${run}`)
      return `the ${run} one`
    },
    configurationOf: (run: RunId) => runs[run]!.configuration,
  }
  const compare = async (request: Partial<ComparisonRequest> & { runs: ComparisonRequest['runs'] }) =>
    compareRuns(
      comparisonRequestSchema.parse({
        checkpoint: 'best',
        metric: 'exact-match',
        resamples: 300,
        seed: 1,
        ...request,
      }),
      parts,
    )
  return { compare, asked }
}

test('scores the pairs that all runs are evaluated on, and finds what differs', async () => {
  const { compare } = comparer()
  const found = await compare({ runs: ['bad', 'good', 'twin'] })
  expect(found).toMatchObject({ metric: 'exact-match', signature: '', pairs: 60, resamples: 300, seed: 1 })
  const [bad, good, twin] = found.runs
  expect(bad).toMatchObject({ run: 'bad', step: 400, score: { value: 0.5 }, difference: null })
  expect(good!.score.value).toBeCloseTo(0.9, 12)
  expect(good!.difference!.value).toBeCloseTo(0.4, 12)
  expect(good!.difference!.low).toBeGreaterThan(0.2)
  expect(good!.difference!.p).toBeLessThan(0.01)
  expect(twin!.difference).toEqual(good!.difference)
  expect((await compare({ runs: ['good', 'twin'] })).runs[1]!.difference).toMatchObject({ value: 0, p: 1 })
})

test('E12: pairs that one run leaves out as too long count for none', async () => {
  const { compare, asked } = comparer()
  const { pairs, runs: compared } = await compare({ runs: ['good', 'short'] })
  const short = asked.find(({ run }) => run === 'short')?.sources ?? []
  expect(short.every((source) => source.length <= 5)).toBe(true)
  expect(pairs).toBe(short.length)
  expect(pairs).toBeLessThan(90)
  expect(compared).toHaveLength(2)
})

test('every metric goes by one decoding of each run', async () => {
  const { compare, asked } = comparer()
  const scores = []
  for (const metric of ['bleu', 'chrf', 'chrf++', 'token-error-rate'] as const) {
    const { signature, runs: compared } = await compare({ runs: ['good', 'bad'], metric, smoothing: 'floor' })
    scores.push([signature.split('|').slice(-4, -1).join(' '), Math.sign(compared[1]!.difference!.value)])
  }
  expect(scores).toEqual([
    ['eff:no tok:13a smooth:floor[0.10]', -1],
    ['nc:6 nw:0 space:no', -1],
    ['nc:6 nw:2 space:no', -1],
    ['', 1],
  ])
  expect(asked.map(({ run }) => run)).toEqual(['good', 'bad'])
})

test('G32: those that can be compared are compared, the others are named with the reason', async () => {
  const { compare, asked } = comparer()
  const found = await compare({ runs: ['fresh', 'good', 'elsewhere', 'bad', 'letters'], metric: 'token-error-rate' })
  expect(found.runs.map(({ run, difference }) => [run, difference === null])).toEqual([
    ['good', true],
    ['bad', false],
  ])
  // The run without a checkpoint does not decide on how many pairs there are.
  expect(found.pairs).toBe(60)
  expect(asked.map(({ run }) => run)).toEqual(['good', 'elsewhere', 'bad'])
  expect(found.leftOut).toEqual([
    {
      run: 'fresh',
      name: 'the fresh one',
      reason: 'The run has no best checkpoint. It ended before its first evaluation, or its checkpoints were deleted.',
    },
    { run: 'letters', name: 'the letters one', reason: expect.stringContaining('data.tokenizer.target') },
    { run: 'elsewhere', name: 'the elsewhere one', reason: expect.stringContaining('other validation pairs') },
  ])
})

test('G32: what is wrong with more than one run is not taken for a reason to leave one out', async () => {
  const lost = new SaccadeError('worker-lost', 'The worker process was lost.')
  const parts = {
    pace: createPace,
    nameOf: (run: RunId) => run,
    mask: () => Promise.reject(lost),
    configurationOf: () => configure(),
    stepOf: () => 1,
  }
  const request = comparisonRequestSchema.parse({
    runs: ['a', 'b', 'c'],
    checkpoint: 'best',
    metric: 'bleu',
    resamples: 10,
    seed: 1,
  })
  await expect(compareRuns(request, { ...parts, made: () => Promise.reject(lost) })).rejects.toBe(lost)
})

test.each([
  [{ runs: ['good', 'elsewhere'] }, 'other validation pairs than “the good one”'],
  [
    { runs: ['good', 'fresh'] },
    'the fresh one: The run has no best checkpoint. It ended before its first evaluation, or its checkpoints were deleted.',
  ],
  [{ runs: ['good', 'letters'], metric: 'token-error-rate' as const }, 'data.tokenizer.target'],
  [{ runs: ['good', 'gone'] }, 'no run gone'],
])('%j is refused', async (request, words) => {
  await expect(comparer().compare(request)).rejects.toThrow(words)
})

test('what is wrong with several runs is said once, with their names', async () => {
  database.prepare("DELETE FROM checkpoint WHERE run IN ('bad', 'twin')").run()
  await expect(comparer().compare({ runs: ['good', 'bad', 'twin'] })).rejects.toThrow(
    'can be compared: the bad one, the twin one: The run has no best checkpoint. It ended before its first evaluation, or its checkpoints were deleted.',
  )
})

test('groups of seeds count by their mean, and what their seeds leave open is part of the interval', async () => {
  const { compare } = comparer()
  const found = await compare({ runs: ['bad', ['good', 'twin', 'fresh']] })
  expect(found.pairs).toBe(60)
  expect(found.leftOut.map(({ run }) => run)).toEqual(['fresh'])
  const [bad, good] = found.runs
  expect(bad).toMatchObject({ run: 'bad', members: ['bad'], difference: null })
  expect(good).toMatchObject({ run: 'good', members: ['good', 'twin'] })
  expect(good!.score.value).toBeCloseTo(0.9, 12)
  expect(good!.difference!.low).toBeGreaterThan(0)
  const { slices = [] } = await compare({ runs: ['bad', ['good', 'twin']], by: 'source-length' })
  for (const { difference } of slices.flatMap(({ runs }) => runs)) {
    // Two shares are at most 1 apart, however few pairs a slice has.
    expect(Math.abs(difference?.low ?? 0)).toBeLessThanOrEqual(1)
    expect(Math.abs(difference?.high ?? 0)).toBeLessThanOrEqual(1)
  }
  await expect(compare({ runs: [['good', 'twin'], 'good'] })).rejects.toThrow('name each once')
})

test('slices are scored as the whole is, and together they hold all pairs', async () => {
  const { compare } = comparer()
  const found = await compare({ runs: ['good', 'bad'], by: 'source-length' })
  const slices = found.slices ?? []
  expect(slices.map(({ low }) => low)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
  expect(slices.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(found.pairs)
  const right = slices.reduce((sum, { pairs, runs: [, bad] }) => sum + pairs * bad!.score.value, 0)
  expect(right / found.pairs).toBeCloseTo(found.runs[1]!.score.value, 12)
  expect(slices[0]!.runs[1]!.difference).not.toBeNull()
  expect(await compare({ runs: ['good'], by: 'rarest-word' })).toMatchObject({ runs: [{ run: 'good' }] })
})

test('by position, errors are counted where the reference has the token; other metrics have no positions', async () => {
  const { compare } = comparer()
  const { slices = [], runs: whole } = await compare({ runs: ['good'], metric: 'token-error-rate', by: 'position' })
  // Of a wrong output all tokens but one are missing: one edit less than the reference has tokens.
  expect(slices[0]).toMatchObject({ low: 1, high: 1, pairs: 90 })
  expect(slices.every(({ runs: [run] }) => run!.score.value >= 0 && run!.score.value <= 1)).toBe(true)
  expect(whole[0]!.score.value).toBeGreaterThan(0)
  await expect(compare({ runs: ['good'], by: 'position' })).rejects.toThrow('only errors of tokens')
})

test('an alignment error without gold or attention is a reason to leave a run out', async () => {
  await expect(comparer().compare({ runs: ['good', 'bad'], metric: 'alignment-error-rate' })).rejects.toThrow('no gold')
})

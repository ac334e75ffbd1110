import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DECODING_BOUNDS, decodingMethodSchema } from '../shared/contract/decoding.ts'
import type { RunSummary } from '../shared/contract/runs.ts'
import { linksOf } from './commands/align.ts'
import { toRows } from './commands/metrics.ts'
import { rankedCells } from './commands/translate.ts'
import { type DecodingFlags, decodingFor } from './decoding-options.ts'
import { findRun } from './find-run.ts'
import { formatDuration } from './format.ts'
import { nested } from './nested-weights.ts'
import { toJson } from '../shared/to-json.ts'
import { createProgram } from './program.ts'
import { readBounded } from './read-bounded.ts'
import { renderProgress } from './progress-bar.ts'
import { configurationFor } from './run-parts.ts'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-cli-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, content)
  return file
}

describe('the configuration of a command line', () => {
  test('later parts win: file, then --data, then --set, then --seed', () => {
    const file = write(
      'run.json',
      JSON.stringify({
        seed: 3,
        training: { steps: 10 },
        evaluation: { every: 5 },
        data: { source: { kind: 'task', task: 'copy' } },
      }),
    )
    const set = ['training.steps=20', 'engine.compile=always']
    const made = configurationFor(file, { preset: 'bigru-plain', set, seed: 9, name: 'mine', eager: true })
    expect(made).toMatchObject({
      seed: 9,
      engine: { compile: 'never' },
      name: 'mine',
      preset: 'bigru-plain',
      training: { steps: 20 },
      model: { attention: { score: 'none' } },
    })
  })

  test('files of a configuration file count from its folder, those of --data from the current one', () => {
    const file = write('run.json', JSON.stringify({ data: { source: { kind: 'table', train: 'pairs.tsv' } } }))
    expect(configurationFor(file, {}).data.source).toMatchObject({ train: path.join(folder, 'pairs.tsv') })
    expect(configurationFor(undefined, { data: 'pairs.tsv' }).data.source).toMatchObject({
      kind: 'table',
      train: path.resolve('pairs.tsv'),
    })
  })

  test('a score named in a configuration file counts from its folder, one of --set from the current one', () => {
    fs.writeFileSync(path.join(folder, 'scored.json'), '{"model": {"attention": {"score": "./my-score.ts"}}}')
    const scoreOf = (set?: string[]) =>
      configurationFor(path.join(folder, 'scored.json'), { task: 'copy', set }).model.attention.score
    expect(scoreOf()).toBe(path.join(folder, 'my-score.ts'))
    expect(scoreOf(['model.attention.score=./other.js'])).toBe(path.resolve('other.js'))
    expect(scoreOf(['model.attention.score=dot', 'model.bridge=dense', 'model.decoder.hidden=128'])).toBe('dot')
  })

  test('two files with a comma are a pair of text files, unless one file has that name', () => {
    expect(configurationFor(undefined, { data: 'a.en,a.de', valid: 'b.en,b.de' }).data.source).toEqual({
      kind: 'moses',
      trainSource: path.resolve('a.en'),
      trainTarget: path.resolve('a.de'),
      validSource: path.resolve('b.en'),
      validTarget: path.resolve('b.de'),
    })
    const odd = write('a,b.tsv', 'x\ty')
    expect(configurationFor(undefined, { data: odd }).data.source).toMatchObject({ kind: 'table', train: odd })
  })

  test.each([
    [{ task: 'copy', data: 'x.tsv' }, 'exclude'],
    [{ valid: 'x.tsv' }, '--valid needs --data'],
    [{ task: 'nonsense' }, 'no task'],
    [{}, 'nothing to train on'],
    [{ data: 'a,b', valid: 'c' }, 'both'],
    [{ task: 'copy', set: ['training.steps'] }, 'path=value'],
  ])('%j is bad usage', (options, words) => {
    expect(() => configurationFor(undefined, options)).toThrow(
      expect.objectContaining({ code: 'bad-usage', message: expect.stringContaining(words) }),
    )
  })

  test.each([5, [1, 2]])('F17: a configuration file with data %j is refused, whatever else is named', (data) => {
    const file = write('run.json', JSON.stringify({ data }))
    for (const options of [{ task: 'copy' }, { data: 'pairs.tsv' }, { set: ['data.source.kind=scan'] }]) {
      expect(() => configurationFor(file, options)).toThrow(
        expect.objectContaining({ code: 'bad-configuration', problems: [expect.objectContaining({ path: 'data' })] }),
      )
    }
  })

  test('F16: one column for source and target is refused before the run', () => {
    expect(() => configurationFor(undefined, { data: 'pairs.tsv', set: ['data.source.targetColumn=1'] })).toThrow(
      'data.source.sourceColumn: clashes with data.source.targetColumn: both are column 1',
    )
  })

  test('a configuration file that is no JSON is named', () => {
    expect(() => configurationFor(write('run.json', '{'), {})).toThrow(/run\.json is not JSON/)
  })
})

test('the alignment of a map leaves <eos> out on both sides', () => {
  const weights = Float32Array.of(0.1, 0.9, 0, 0.7, 0.3, 0, 0.2, 0.1, 0.7, 0, 0, 1)
  const map = { source: ['a', 'b', '<eos>'], target: ['x', 'y', 'z', '<eos>'], layers: 1, heads: 1, weights }
  expect(linksOf({ mode: 'teacher-forced', ...map })).toEqual([
    [1, 0],
    [0, 1],
  ])
  expect(linksOf({ mode: 'teacher-forced', ...map, layers: 0, heads: 0, weights: new Float32Array() })).toBeNull()
})

describe('finding a run', () => {
  const runs = {
    list: async () =>
      [
        ['rabc', 'x'],
        ['rabd', 'y'],
        ['rzzz', 'rabc'],
        ['r111', 'y'],
      ].map(([run, name]) => ({ run, name }) as RunSummary),
  }
  test('by id, by the beginning of one, by name', async () => {
    expect((await findRun(runs, 'rabc')).run).toBe('rabc')
    expect((await findRun(runs, 'rz')).run).toBe('rzzz')
    expect((await findRun(runs, 'x')).run).toBe('rabc')
  })
  test('F24: by a name that was trimmed when it was given', async () => {
    expect((await findRun(runs, ' x ')).run).toBe('rabc')
  })
  test('what fits none or several is an error', async () => {
    await expect(findRun(runs, 'nope')).rejects.toMatchObject({ code: 'not-found' })
    await expect(findRun(runs, 'rab')).rejects.toMatchObject({
      code: 'bad-usage',
      hint: expect.stringContaining('rabc, rabd'),
    })
    await expect(findRun(runs, 'y')).rejects.toMatchObject({ code: 'bad-usage' })
    await expect(findRun(runs, '')).rejects.toMatchObject({ code: 'not-found' })
  })
})

test('metrics of several curves come together by step', () => {
  const series = [
    { run: 'r', metric: 'train/loss' as const, steps: Float64Array.of(1, 2), values: Float64Array.of(0.5, NaN) },
    { run: 'r', metric: 'valid/loss' as const, steps: Float64Array.of(0, 2), values: Float64Array.of(3, 4) },
  ]
  expect(toRows(series)).toEqual([
    { step: 0, metrics: { 'valid/loss': 3 } },
    { step: 1, metrics: { 'train/loss': 0.5 } },
    { step: 2, metrics: { 'train/loss': NaN, 'valid/loss': 4 } },
  ])
})

test('flat weights are nested by layer, head, target and source', () => {
  const weights = Float32Array.from({ length: 2 * 1 * 2 * 3 }, (_, index) => index)
  const map = {
    mode: 'free-running' as const,
    source: ['a', 'b', 'c'],
    target: ['x', 'y'],
    layers: 2,
    heads: 1,
    weights,
  }
  expect(nested(map)).toEqual([
    [
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [
      [
        [6, 7, 8],
        [9, 10, 11],
      ],
    ],
  ])
})

test('JSON keeps what it has no numbers for as texts', () => {
  expect(toJson({ a: NaN, b: -Infinity, c: Float64Array.of(1, NaN) })).toBe('{"a":"NaN","b":"-Infinity","c":[1,"NaN"]}')
})

test('progress is a bar with the time left', () => {
  const progress = { phase: 'training', step: 50, steps: 100, epoch: 2, secondsLeft: 83, text: '' } as const
  expect(renderProgress(progress, 'loss 1.2')).toBe(
    `${'━'.repeat(12)}${'─'.repeat(12)}  50/100 · epoch 2.0 · 1:23 left · loss 1.2`,
  )
  expect(formatDuration(3723)).toBe('1:02:03')
})

describe('the way of decoding of a command line', () => {
  test.each<[DecodingFlags, object]>([
    [{}, { kind: 'greedy' }],
    [{ maxLengthFactor: 3 }, { kind: 'greedy', lengthFactor: 3 }],
    [{ beam: 4 }, { kind: 'beam', size: 4, best: 1, lengthPenalty: 0, coveragePenalty: 0 }],
    [
      { beam: 5, nBest: 5, lengthPenalty: 0.6, coveragePenalty: 0.2 },
      { kind: 'beam', size: 5, best: 5, lengthPenalty: 0.6, coveragePenalty: 0.2 },
    ],
    [{ sample: true }, { kind: 'sample', samples: 1, temperature: 1, seed: 1 }],
    [
      { sample: true, samples: 4, temperature: 0.5, seed: 0 },
      { kind: 'sample', samples: 4, temperature: 0.5, seed: 0 },
    ],
  ])('%j asks for %j', (flags, method) => {
    expect(decodingFor(flags)).toEqual(method)
    expect(decodingMethodSchema.parse(decodingFor(flags))).toEqual(method)
  })

  test.each<[DecodingFlags, string]>([
    [{ beam: 2, sample: true }, '--beam clashes with --sample'],
    [{ beam: 2, nBest: 3 }, '--n-best 3 clashes with --beam 2'],
    [{ nBest: 1 }, '--n-best needs --beam'],
    [{ lengthPenalty: 0 }, '--length-penalty needs --beam'],
    [{ sample: true, coveragePenalty: 1 }, '--coverage-penalty clashes with --sample'],
    [{ temperature: 1 }, '--temperature needs --sample'],
    [{ beam: 2, seed: 1 }, '--seed clashes with --beam'],
    [{ samples: 2 }, '--samples needs --sample'],
  ])('%j is bad usage: %s', (flags, message) => {
    expect(() => decodingFor(flags)).toThrow(expect.objectContaining({ code: 'bad-usage', message }))
  })

  test('values out of bounds are named with their flag', () => {
    expect(readBounded('--beam', DECODING_BOUNDS.size, 'whole')('5')).toBe(5)
    expect(readBounded('--temperature', DECODING_BOUNDS.temperature, 'any')('.5')).toBe(0.5)
    for (const text of ['0', '101', '1.5', '-1', '', 'x']) {
      expect(() => readBounded('--beam', DECODING_BOUNDS.size, 'whole')(text)).toThrow(
        `--beam takes a whole number from 1 to 100, not “${text}”`,
      )
    }
  })

  test('several outputs of a line are ranked, scored and separated by tabs', () => {
    const hypothesis = { output: [], text: 'a b', score: -2, penalizedScore: -1.23456, ended: true }
    expect(rankedCells({ hypotheses: [hypothesis, { ...hypothesis, text: '' }] })).toEqual([
      ['1', '-1.2346', 'a b'],
      ['2', '-1.2346', ''],
    ])
  })
})

test.each(['-1', '9007199254740992', '2147483648', 'x', '1.5'])(
  'F16: --seed %s is told the numbers it takes',
  (text) => {
    const program = createProgram(() => undefined)
    expect(() => program.parse(['node', 'saccade', 'train', '--task', 'copy', '--seed', text])).toThrow(
      `--seed takes a whole number from 0 to 2147483647, not “${text}”`,
    )
  },
)

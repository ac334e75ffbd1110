// Everything a user can get wrong, through the real command line: the answer names it, nothing is harmed.
import fs from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Event,
  type Outcome,
  commandLine,
  saccade,
  saccadeJson,
  startSaccade,
  temporaryFolder,
} from './saccade.ts'
import { spawnSync } from 'node:child_process'

const root = temporaryFolder()
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

let folder: string
let count = 0
beforeEach(() => {
  folder = path.join(root, String(count++))
})
const dataDir = () => ['--data-dir', path.join(folder, 'data')]
const database = () => path.join(folder, 'data', 'history.sqlite')

function write(name: string, content: string | Uint8Array): string {
  fs.mkdirSync(folder, { recursive: true })
  const file = path.join(folder, name)
  fs.writeFileSync(file, content)
  return file
}

const SMALL = [
  ...['--preset', 'bigru-bahdanau', '--task', 'copy'],
  ...[
    'model.encoder.hidden=6',
    'model.decoder.hidden=6',
    'model.encoder.embedding=4',
    'model.decoder.embedding=4',
  ].flatMap((text) => ['--set', text]),
  ...['data.source.trainPairs=60', 'data.source.validPairs=10', 'training.batchSize=4', 'evaluation.every=2'].flatMap(
    (text) => ['--set', text],
  ),
]
const steps = (number: number) => ['--set', `training.steps=${number}`]
const train = (...args: string[]): Promise<Outcome> => saccade(['train', ...args, ...dataDir(), '--json'])
const eventsOf = ({ stdout }: Outcome) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event)

describe('configurations', () => {
  test.each([
    [
      'an unknown setting, a wrong type and a value out of bounds, all listed',
      [
        '--task',
        'copy',
        '--set',
        'training.stepps=3',
        '--set',
        'model.encoder.hidden=many',
        '--set',
        'training.batchSize=0',
      ],
      ['training.stepps', 'model.encoder.hidden', 'training.batchSize'],
    ],
    [
      'two settings that clash',
      ['--preset', 'bigru-bahdanau', '--task', 'copy', '--set', 'model.decoder.hidden=77'],
      ['model.bridge', 'model.decoder.hidden'],
    ],
    [
      'heads that do not divide the width',
      ['--task', 'copy', '--set', 'model.attention={"score":"multi-head","heads":7}'],
      ['model.attention.heads', 'model.decoder.hidden'],
    ],
    [
      'a bridge that does not fit',
      ['--task', 'copy', '--set', 'model.bridge=pass', '--set', 'model.decoder.bidirectional=false'],
      ['model.bridge', 'model.decoder.bidirectional'],
    ],
    [
      'a window of 0',
      ['--task', 'copy', '--set', 'model.attention={"span":"local-m","window":0}'],
      ['model.attention.window'],
    ],
    [
      'attention at every layer with input feeding',
      ['--task', 'copy', '--set', 'model.attention.placement=layer-wise', '--set', 'model.decoder.inputFeeding=true'],
      ['model.decoder.inputFeeding', 'model.attention.placement'],
    ],
    [
      'two presets',
      ['--task', 'copy', '--preset', 'bigru-plain', '--set', 'preset=bigru-bahdanau'],
      ['bigru-plain', 'bigru-bahdanau'],
    ],
    [
      'a score that is neither ours nor a file',
      ['--task', 'copy', '--set', 'model.attention.score=cosine'],
      ['additive', 'path of a'],
    ],
    ['a preset there is not', ['--preset', 'nonesuch', '--task', 'copy'], ['nonesuch', 'bigru-plain']],
    ['a task there is not', ['--task', 'nonesuch'], ['nonesuch', 'reverse']],
    ['nothing to train on', ['--preset', 'bigru-plain'], ['nothing to train on']],
    ['a flag there is not', ['--task', 'copy', '--frobnicate'], ['--frobnicate']],
    ['a seed that is no number', ['--task', 'copy', '--seed', 'x'], ['whole number']],
  ])('%s: exit 2, nothing written', async (_, args, words) => {
    const outcome = await train(...args)
    expect(outcome.code).toBe(2)
    for (const word of words) expect(outcome.stderr).toContain(word)
    expect(eventsOf(outcome)).toEqual([expect.objectContaining({ event: 'failed', message: expect.any(String) })])
    expect(fs.existsSync(folder)).toBe(false)
  })

  test('a configuration file that is broken, or not there', async () => {
    const broken = await train(write('run.json', '{"seed": 1,'))
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('run.json is not JSON') })
    const absent = await train(path.join(folder, 'absent.json'))
    expect(absent).toMatchObject({ code: 2, stderr: expect.stringContaining('absent.json') })
    expect(fs.readdirSync(folder)).toEqual(['run.json'])
  })
})

describe('data files', () => {
  const pairs = (lines: number) => Array.from({ length: lines }, (_, index) => `a b ${index}\tc d ${index}\n`).join('')

  test.each([
    ['missing', () => path.join(folder, 'absent.tsv'), 'absent.tsv: cannot be read: it does not exist (ENOENT)'],
    ['empty', () => write('empty.tsv', ''), 'empty.tsv: is empty'],
    ['a folder', () => path.dirname(write('x', 'x')), 'is a folder'],
  ])('%s: exit 2, nothing written', async (_, make, words) => {
    const outcome = await train('--data', make())
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining(words) })
    expect(fs.existsSync(path.join(folder, 'data'))).toBe(false)
  })

  test.each([
    [
      'not UTF-8',
      () => write('latin.tsv', Buffer.concat([Buffer.from(pairs(3)), Buffer.from('caf\xe9\tx\n', 'latin1')])),
      'latin.tsv:4',
    ],
    ['a missing column', () => write('ragged.tsv', `${pairs(5)}no tab here\n${pairs(2)}`), 'ragged.tsv:6'],
    [
      'unequal line counts',
      () => [write('a.src', 'x\n'.repeat(9)), write('a.tgt', 'y\n'.repeat(7))].join(','),
      'a.tgt',
    ],
  ])('%s: named with its line, nothing trained, the reason kept with the run', async (_, make, words) => {
    const outcome = await train('--data', make(), '--name', 'bad')
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toContain(words)
    expect(eventsOf(outcome).map(({ event }) => event)).not.toContain('step')
    expect(await saccadeJson(['show', 'bad', ...dataDir()])).toMatchObject({ state: 'failed', step: 0 })
  })
})

describe('a score of the user’s own', () => {
  const scoring = (body: string) => `import * as tf from '@tensorflow/tfjs-core'
export const createScore = () => ({
  heads: 1,
  prepare: (outputs: tf.Tensor) => tf.expandDims(outputs, 1),
  score(queries: tf.Tensor, keys: tf.Tensor): tf.Tensor {
    ${body}
  },
})
`
  const PRODUCT = 'return tf.matMul(tf.expandDims(queries, 1), tf.slice(keys, 0, [-1, -1, -1, 6]), false, true)'
  const own = (content: string, ...args: string[]) => {
    write('my-score.ts', content)
    const file = write('run.json', '{"model": {"attention": {"score": "./my-score.ts"}}}')
    return train(file, ...SMALL, ...steps(4), ...args)
  }

  test('is run only after a yes to its content, which is kept with the run', async () => {
    const asked = await own(scoring(PRODUCT))
    expect(asked).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/my-score\.ts.*not said yes(.|\n)*--trust-score/),
    })
    expect(fs.readdirSync(folder).sort()).toEqual(['my-score.ts', 'run.json'])

    expect(await own(scoring(PRODUCT), '--trust-score', '--name', 'first')).toMatchObject({ code: 0 })
    expect(await own(scoring(PRODUCT), '--name', 'second')).toMatchObject({ code: 0 })
    expect(await own(`${scoring(PRODUCT)}// changed`)).toMatchObject({ code: 2 })
    expect(await saccadeJson(['runs', ...dataDir()])).toHaveLength(2)

    fs.rmSync(path.join(folder, 'my-score.ts'))
    const translated = await saccade(['translate', 'first', ...dataDir()], { input: 'a b\n' })
    expect(translated).toMatchObject({ code: 0 })
  })

  test.each([
    ['throws', scoring("throw new Error('boom')"), /my-score\.ts failed in score, line 6: boom/],
    [
      'gives NaN',
      scoring(
        'return tf.mul(tf.matMul(tf.expandDims(queries, 1), tf.slice(keys, 0, [-1, -1, -1, 6]), false, true), NaN)',
      ),
      /NaN/,
    ],
    ['gives the wrong shape', scoring('return queries'), /where \[4, 1, 1, \d+\] is needed/],
  ])('%s: the run fails before its first step, with the file and the line', async (_, content, words) => {
    const outcome = await own(content, '--trust-score', '--name', 'own')
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toMatch(words)
    expect(eventsOf(outcome).map(({ event }) => event)).not.toContain('step')
    expect(await saccadeJson(['show', 'own', ...dataDir()])).toMatchObject({
      state: 'failed',
      step: 0,
      reason: expect.stringMatching(words),
    })
  })

  test('that throws later: the run fails there, keeps its last checkpoint and harms no other', async () => {
    expect(await train(...SMALL, ...steps(2), '--name', 'other')).toMatchObject({ code: 0 })
    const counting = scoring(`if (globalThis.calls++ > 400) throw new Error('enough')\n    ${PRODUCT}`)
    const outcome = await own(
      `globalThis.calls = 0\n${counting}`,
      '--trust-score',
      '--name',
      'own',
      ...steps(500),
      '--eager',
    )
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('line 7: enough') })
    expect(await saccadeJson(['show', 'own', ...dataDir()])).toMatchObject({ state: 'failed' })
    expect(await saccadeJson(['show', 'other', ...dataDir()])).toMatchObject({ state: 'finished', step: 2 })
    const translated = await saccade(['translate', 'own', '--checkpoint', 'last', ...dataDir()], { input: 'a b\n' })
    expect(translated).toMatchObject({ code: 0 })
  })

  test('that reads values goes on eagerly and says so', async () => {
    const reading = scoring(`queries.dataSync()\n    ${PRODUCT}`)
    const outcome = await own(reading, '--trust-score', '--set', 'engine.compile=always')
    expect(outcome).toMatchObject({ code: 0 })
    const lines = eventsOf(outcome).flatMap(({ event, text }) => (event === 'log' ? [text] : []))
    expect(lines).toContainEqual(expect.stringMatching(/without compiling.*read in JavaScript.*my-score\.ts, line 6/))
  })
})

describe('the data folder', () => {
  test('held by another host: named with its process; looking works meanwhile', async () => {
    const first = startSaccade(['train', ...SMALL, ...steps(100_000), '--name', 'long', ...dataDir(), '--json'])
    await first.until(({ event }) => event === 'evaluation')
    const second = await train(...SMALL)
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`process ${first.process.pid}`) })
    expect(eventsOf(second)).toEqual([expect.objectContaining({ event: 'failed', code: 'locked' })])
    expect(await saccadeJson(['runs', ...dataDir()])).toMatchObject([{ name: 'long', state: 'running' }])
    expect(
      await saccade(['translate', 'long', '--checkpoint', 'last', ...dataDir()], { input: 'a nonesuch b\n\nc\n' }),
    ).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^.*\n\n.*\n$/),
      stderr: expect.stringContaining('nonesuch (1)'),
    })
    first.process.kill('SIGINT')
    expect(await first.ended).toMatchObject({ code: 130 })
    expect(first.events.at(-1)).toMatchObject({ event: 'finished', state: 'stopped' })
    expect(await saccadeJson(['show', 'long', ...dataDir()])).toMatchObject({
      state: 'stopped',
      reason: 'stopped by the user',
    })
  })

  test('a second Ctrl+C ends a run at once', async () => {
    const running = startSaccade(['train', ...SMALL, ...steps(100_000), '--name', 'long', ...dataDir(), '--json'])
    await running.until(({ event }) => event === 'started')
    running.process.kill('SIGINT')
    running.process.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130 })
    expect(await saccadeJson(['show', 'long', ...dataDir()])).toMatchObject({
      state: expect.stringMatching(/interrupted|stopped/),
    })
  })

  test('a file in its place', async () => {
    write('data', 'I am no folder')
    expect(await train(...SMALL)).toMatchObject({ code: 1, stderr: expect.stringContaining('in the way') })
    expect(fs.readFileSync(path.join(folder, 'data'), 'utf8')).toBe('I am no folder')
  })

  test.each([
    [
      'a corrupt database',
      'damaged',
      async () => {
        fs.mkdirSync(path.dirname(database()), { recursive: true })
        fs.writeFileSync(database(), 'not a database at all '.repeat(1000))
      },
    ],
    [
      'a database of a newer version',
      'newer version',
      async () => {
        expect(await train(...SMALL, ...steps(2))).toMatchObject({ code: 0 })
        const newer = new Sqlite(database())
        newer.pragma('journal_mode = DELETE')
        newer.pragma('user_version = 99')
        newer.close()
      },
    ],
  ])('%s: said so by every command, the file untouched', async (_, words, make) => {
    await make()
    const before = fs.readFileSync(database())
    const commands = [['train', ...SMALL], ['runs'], ['show', 'x'], ['metrics', 'x'], ['resume', 'x']]
    for (const command of commands) {
      const outcome = await saccade([...command, ...dataDir()])
      expect(outcome, command[0]).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(words) })
    }
    expect(fs.readFileSync(database()).equals(before)).toBe(true)
  })

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['with a broken header', (bytes: Buffer) => bytes.fill(0x7b, 8, 40)],
    ['with a length beyond its end', (bytes: Buffer) => bytes.fill(0xff, 0, 6)],
  ])('a checkpoint %s: the run fails with words, the file untouched', async (_, harm) => {
    expect(
      await train(...SMALL, ...steps(4), '--name', 'x', '--set', 'training.earlyStopping.goal=null'),
    ).toMatchObject({ code: 0 })
    const [run = ''] = fs.readdirSync(path.join(folder, 'data', 'runs'))
    const checkpoints = path.join(folder, 'data', 'runs', run, 'checkpoints')
    const file = path.join(checkpoints, 'step-00000004.safetensors')
    const harmed = harm(fs.readFileSync(file))
    fs.writeFileSync(file, harmed)
    const outcome = await saccade(['translate', 'x', '--checkpoint', 'last', ...dataDir()], { input: 'a\n' })
    expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('step-00000004.safetensors') })
    expect(fs.readFileSync(file).equals(harmed)).toBe(true)
  })
})

test('F25: a run is not compared with itself, and nothing is decoded to find that out', async () => {
  expect(await train(...SMALL, ...steps(2), '--name', 'x')).toMatchObject({ code: 0 })
  const { code, stderr } = await saccade(['compare', 'x', 'x', ...dataDir()])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: A run cannot be compared with itself\n/)
})

test('a reader that stops reading ends the program quietly', () => {
  const command = commandLine(['schema'])
    .map((word) => `'${word}'`)
    .join(' ')
  const { stdout, stderr, status } = spawnSync('bash', ['-o', 'pipefail', '-c', `${command} | head -n 1`], {
    encoding: 'utf8',
  })
  expect({ stdout, stderr, status }).toEqual({ stdout: '{\n', stderr: '', status: 0 })
})

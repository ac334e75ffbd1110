import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCheckpoint } from '../../shared/checkpoint-file.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import type { EvaluationRecord } from '../../shared/contract/recorder.ts'
import { loadEngine } from '../engine/load.ts'
import { createControl } from './control.ts'
import { type Told, lastCheckpoint, runTiny, startTinyRun, tinyConfiguration } from './tiny-run.ts'

const configuration = tinyConfiguration()

/** Everything of the rows that does not depend on the clock. */
function timeless(rows: readonly { step: number; metrics: MetricValues }[]) {
  return rows.map(({ step, metrics }) => ({
    step,
    metrics: { ...metrics, 'train/tokens_per_second': 0, 'time/wall': 0 },
  }))
}

async function tensorsOf(told: Told) {
  const { tensors } = await readCheckpoint(lastCheckpoint(told))
  return new Map([...tensors].map(([name, { bytes }]) => [name, Buffer.from(bytes).toString('hex')]))
}

/** Both runs together must tell what the whole one told, and end with the same numbers. */
async function expectSame(parts: readonly Told[], whole: Told) {
  const rows = new Map(parts.flatMap((told) => timeless(told.rows)).map((row) => [row.step, row]))
  expect([...rows.values()]).toEqual(timeless(whole.rows))
  const evaluations = parts.flatMap((told) => told.evaluations).filter(({ metrics }) => Object.keys(metrics).length > 0)
  expect(timeless([...new Map(evaluations.map((record) => [record.step, record])).values()])).toEqual(
    timeless(whole.evaluations),
  )
  const snapshots = new Map(parts.flatMap((told) => told.snapshots).map((record) => [record.step, record]))
  expect([...snapshots.values()]).toEqual(whole.snapshots)
  expect(await tensorsOf(parts.at(-1)!)).toEqual(await tensorsOf(whole))
}

/** One direction and the reference always fed: many fewer operations a step. */
const light = [
  'model.encoder.bidirectional=false',
  'model.decoder.bidirectional=false',
  'training.teacherForcing.ratio=1',
  'training.steps=200',
]

describe('a run', () => {
  let whole: Awaited<ReturnType<typeof runTiny>>
  beforeAll(async () => {
    await loadEngine()
    whole = await runTiny({ configuration })
  })

  it('evaluates, keeps attention and writes checkpoints from step 0 to its end', () => {
    expect(whole.outcome).toEqual({ state: 'finished', step: 20, reason: 'steps' })
    expect(whole.evaluations.map(({ step }) => step)).toEqual([0, 7, 14, 20])
    expect(whole.snapshots.map(({ step }) => step)).toEqual([0, 2, 3, 5, 8, 12, 18, 20])
    expect(whole.rows.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(Object.keys(whole.evaluations[0]!.metrics).sort()).toEqual(
      [
        'time/epoch',
        'time/tokens',
        'time/wall',
        'valid/alignment_error_rate',
        'valid/attention_coverage',
        'valid/attention_diagonality',
        'valid/attention_entropy',
        'valid/attention_monotonicity',
        'valid/bleu',
        'valid/chrf',
        'valid/edit_distance',
        'valid/exact_match',
        'valid/exposure_gap',
        'valid/free_loss',
        'valid/loss',
        'valid/perplexity',
        'valid/token_accuracy',
      ].sort(),
    )
    const [first, last] = [whole.evaluations[0]!, whole.evaluations.at(-1)!]
    expect(last.metrics['valid/loss']!).toBeLessThan(first.metrics['valid/loss']!)
    expect(last.metrics['valid/perplexity']).toBeCloseTo(Math.exp(last.metrics['valid/loss']!), 6)
    // What belongs to a step is stored before the checkpoint that leads past it.
    expect(whole.stored.indexOf('snapshot 0')).toBeLessThan(whole.stored.indexOf('evaluation 0'))
    expect(whole.stored.at(-1)).toBe('evaluation 20')
  })

  it('keeps maps whose rows sum to 1 over the sentence alone', () => {
    for (const { index, maps } of whole.snapshots.flatMap(({ sentences }) => sentences)) {
      expect(maps.map(({ mode }) => mode)).toEqual(['teacher-forced', 'free-running'])
      expect(index).toBeLessThan(3)
      for (const { source, target, layers, heads, weights } of maps) {
        expect(source.at(-1)).toBe('<eos>')
        expect([layers, heads]).toEqual([1, 1])
        expect(weights.length).toBe(source.length * target.length)
        for (let row = 0; row < target.length; row++) {
          const sum = weights.subarray(row * source.length, (row + 1) * source.length).reduce((a, b) => a + b, 0)
          expect(sum).toBeCloseTo(1, 5)
        }
      }
    }
  })

  it('names the files that no checkpoint refers to any more', () => {
    const kept = new Set<string>()
    for (const { checkpoints, superseded } of whole.evaluations) {
      for (const { file } of checkpoints) kept.add(file)
      for (const file of superseded) expect(kept.delete(file)).toBe(true)
    }
    const { last, best } = newest(whole.evaluations)
    expect(kept).toEqual(new Set([last, best]))
  })

  it('stopped between evaluations and resumed, ends as if it had not been, bit for bit', async () => {
    const control = createControl()
    const first = await runTiny({ configuration, control, onStep: (step) => step === 10 && control.stop() })
    expect(first.outcome).toEqual({ state: 'stopped', step: 10, reason: 'stopped by the user' })
    expect(first.evaluations.at(-1)).toMatchObject({ step: 10, metrics: {} })
    const second = await runTiny({ configuration, folder: first.folder, checkpoint: lastCheckpoint(first) })
    expect(second.rows[0]!.step).toBe(11)
    await expectSame([first, second], whole)
  })

  it('killed after an evaluation and resumed, produces again what came after it', async () => {
    const checkpoint = join(whole.folder, 'checkpoints', 'step-00000007.safetensors')
    const folder = await mkdtemp(join(tmpdir(), 'saccade-run-'))
    const second = await runTiny({ configuration, folder, checkpoint })
    const before: Told = {
      ...whole,
      rows: whole.rows.slice(0, 7),
      evaluations: whole.evaluations.slice(0, 2),
      snapshots: whole.snapshots.filter(({ step }) => step <= 7),
    }
    await expectSame([before, second], whole)
  })

  it('stopped during an evaluation, makes it up after resuming', async () => {
    const control = createControl()
    const folder = await mkdtemp(join(tmpdir(), 'saccade-run-'))
    const { told, outcome } = startTinyRun({ configuration, folder, control })
    await until(() =>
      told.events.some(
        ({ name, payload }) => name === 'progress' && payload.phase === 'evaluating' && payload.step === 7,
      ),
    )
    control.stop()
    expect(await outcome).toMatchObject({ state: 'stopped', step: 7 })
    expect(told.evaluations.at(-1)).toMatchObject({ step: 7, metrics: {} })
    const second = await runTiny({ configuration, folder, checkpoint: lastCheckpoint(told) })
    await expectSame([told, second], whole)
  })

  it('holds still while paused, with its checkpoint written, and goes on', async () => {
    const control = createControl()
    const folder = await mkdtemp(join(tmpdir(), 'saccade-run-'))
    let paused: Promise<{ step: number }> | null = null
    const { told, outcome } = startTinyRun({
      configuration,
      folder,
      control,
      onStep: (step) => {
        if (step === 9) paused = control.pause()
      },
    })
    await until(() => paused !== null)
    expect(await paused!).toEqual({ step: 9 })
    expect((await readCheckpoint(lastCheckpoint(told))).content.trainer.step).toBe(9)
    const rows = told.rows.length
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(told.rows.length).toBe(rows)
    control.resume()
    await outcome
    await expectSame([told], whole)
  })

  it('ends early at its goal, and knows it when resumed', async () => {
    const goal = 'training.earlyStopping={"metric":"valid/loss","goal":100}'
    const first = await runTiny({ configuration: tinyConfiguration(goal) })
    expect(first.outcome).toEqual({ state: 'finished', step: 0, reason: 'goal reached' })
    const again = await runTiny({
      configuration: tinyConfiguration(goal),
      folder: first.folder,
      checkpoint: lastCheckpoint(first),
    })
    expect(again.outcome).toEqual(first.outcome)
    expect(again.rows).toEqual([])
  })

  it('E14: that diverges says where, tells every row with the one that broke, and keeps its last good checkpoint', async () => {
    const wild = tinyConfiguration(
      ...light,
      'training.optimizer={"kind":"sgd","learningRate":10,"momentum":0.99,"weightDecay":1}',
      'training.clipNorm=0',
      'evaluation.every=10',
    )
    const folder = await mkdtemp(join(tmpdir(), 'saccade-run-'))
    const { told, outcome } = startTinyRun({ configuration: wild, folder })
    await expect(outcome).rejects.toMatchObject({ code: 'diverged' })
    const message = await outcome.then(String, String)
    const broken = Number(/at step (\d+): /.exec(message)?.[1])
    expect(told.rows.map(({ step }) => step)).toEqual(Array.from({ length: broken }, (_, index) => index + 1))
    const finite = told.rows.map(({ metrics }) =>
      [metrics['train/loss'], metrics['train/gradient_norm']].every(Number.isFinite),
    )
    expect(finite).toEqual(told.rows.map(({ step }) => step < broken))
    const { tensors } = await readCheckpoint(lastCheckpoint(told))
    expect(tensors.size).toBeGreaterThan(0)
  })

  it('is not resumed on other data, nor from a damaged checkpoint', async () => {
    const checkpoint = lastCheckpoint(whole)
    const other = tinyConfiguration('data.split.seed=2')
    await expect(runTiny({ configuration: other, checkpoint })).rejects.toMatchObject({ code: 'bad-data' })
    const damaged = join(await mkdtemp(join(tmpdir(), 'saccade-run-')), 'damaged.safetensors')
    const bytes = await readFile(checkpoint)
    bytes[bytes.length - 5]! ^= 1
    await writeFile(damaged, bytes)
    await expect(runTiny({ configuration, checkpoint: damaged })).rejects.toMatchObject({ code: 'storage' })
  })

  it('E12: says how many validation pairs are too long, watches none of them, and shows how far an evaluation is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saccade-run-'))
    const [train, valid] = [join(folder, 'train.tsv'), join(folder, 'valid.tsv')]
    await writeFile(train, 'a b\tb a\nc a\ta c\n')
    const long = Array.from({ length: 2400 }, () => 'a').join(' ')
    await writeFile(valid, `b c\tc b\n${long}\t${long}\na\ta\n`)
    const source = `data.source=${JSON.stringify({ kind: 'table', train, valid })}`
    const one = 'evaluation.batchSize=1'
    const told = await runTiny({ configuration: tinyConfiguration(source, 'training.steps=1', one), folder })
    const logged = told.events.flatMap(({ name, payload }) => (name === 'log' ? [payload.text] : []))
    expect(logged).toContain(
      '1 of 3 validation pairs are left out of evaluations: longer than 500 tokens (evaluation.maximumLength)',
    )
    expect(told.snapshots[0]?.sentences).toHaveLength(2)
    expect(told.evaluations).toHaveLength(2)
    const none = tinyConfiguration(source, 'evaluation.maximumLength=1', 'training.steps=1')
    await writeFile(valid, 'b c\tc b\n')
    await expect(runTiny({ configuration: none })).rejects.toMatchObject({ code: 'bad-data' })
  })

  it('anneals to the step at which its epochs end', async () => {
    const { rows, outcome } = await runTiny({
      configuration: tinyConfiguration(
        ...light,
        'training.steps=5000',
        'training.epochs=1',
        'training.schedule={"kind":"cosine","warmupSteps":0}',
        'training.optimizer.learningRate=0.001',
      ),
    })
    expect(outcome).toEqual({ state: 'finished', step: 13, reason: 'epochs' })
    const last = rows.at(-1)!.metrics['train/learning_rate']!
    expect(last).toBeCloseTo((0.001 * (1 + Math.cos((Math.PI * 12) / 13))) / 2, 8)
  })

  it('tells the value of a training metric that decides', async () => {
    const { evaluations } = await runTiny({
      configuration: tinyConfiguration(...light, 'training.steps=7', 'training.earlyStopping.metric=train/loss'),
    })
    expect(evaluations.map(({ metrics }) => metrics['train/loss'])).toEqual([undefined, expect.any(Number)])
  })

  it('asks for a metric that its data gives', async () => {
    const odd = tinyConfiguration(
      'training.earlyStopping.metric=valid/alignment_error_rate',
      'data.tokenizer={"source":"character","target":"character"}', // the alignment is one of whole symbols
    )
    await expect(runTiny({ configuration: odd })).rejects.toMatchObject({ code: 'bad-configuration' })
  })

  it('leaves no tensors behind, step after step and at its end', async () => {
    const before = tf.memory().numTensors
    const counts = new Map<number, number>()
    const long = tinyConfiguration(...light, 'evaluation.every=50', 'evaluation.watched.count=2')
    await runTiny({ configuration: long, onStep: (step) => counts.set(step, tf.memory().numTensors) })
    expect(counts.get(200)).toBe(counts.get(1))
    expect(tf.memory().numTensors).toBe(before)
  })
})

function newest(evaluations: readonly EvaluationRecord[]) {
  const files = new Map<string, string>()
  for (const { checkpoints } of evaluations) for (const { kind, file } of checkpoints) files.set(kind, file)
  return { last: files.get('last'), best: files.get('best') }
}

async function until(happened: () => boolean) {
  while (!happened()) await new Promise((resolve) => setTimeout(resolve, 1))
}

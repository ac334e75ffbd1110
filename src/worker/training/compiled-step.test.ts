import { beforeAll, describe, expect, it } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { PRESETS } from '../../shared/config/presets.ts'
import { loadEngine } from '../engine/load.ts'
import { stepSeed } from '../engine/random.ts'
import { createModel } from '../seq2seq/model.ts'
import { loadRunData } from './data.ts'
import { createEagerStep } from './eager-step.ts'
import { createOptimizer } from './optimizers/create.ts'
import type { StepResult } from './step-function.ts'
import { createStep } from './create-step.ts'
import { tossCoins } from './teacher-forcing.ts'
import { NO_INFERENCE } from '../inference/shapes.ts'
import { createControl } from './control.ts'
import { lastCheckpoint, runTiny, tinyConfiguration } from './tiny-run.ts'

/** An epoch of batches, so that each shape comes. */
const STEPS = 8
/** Between two steps nothing is lost: rounding of the sums that the graph takes in another order is all there is. */
const FIRST = 1e-6
const LATER = 2e-4

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
})

function configurationOf(preset: string, assignments: readonly string[]) {
  const small = ['encoder', 'decoder'].flatMap((side) => [
    `model.${side}.layers=2`,
    `model.${side}.hidden=8`,
    `model.${side}.embedding=6`,
    `model.${side}.dropout=0.2`,
    `model.${side}.embeddingDropout=0.1`,
  ])
  return parseConfiguration(
    composeConfiguration({
      preset,
      source: { kind: 'task', task: 'reverse', trainPairs: 60, validPairs: 4, maximumLength: 4, symbols: 6 },
      assignments: [
        'engine.compile=always',
        'training.batchSize=8',
        'model.attention.size=8',
        'model.attention.heads=2',
        'model.attention.window=1',
        ...small,
        ...assignments,
      ],
    }),
  )
}

describe.each([
  ...PRESETS.map(({ id }) => [id, ['training.teacherForcing.ratio=0.5']] as const),
  ['bigru-bahdanau', ['training.teacherForcing.ratio=1', 'training.labelSmoothing=0.1']] as const,
  [
    'bigru-bahdanau',
    [
      'training.teacherForcing.feed=sample',
      'training.teacherForcing.unit=token',
      'training.optimizer.kind=adamw',
      'training.optimizer.weightDecay=0.01',
    ],
  ] as const,
  [
    'bigru-bahdanau',
    [
      'model.encoder.cell=lstm',
      'model.decoder.cell=lstm',
      'training.optimizer.kind=sgd',
      'training.optimizer.momentum=0.9',
    ],
  ] as const,
  ...(['sgd', 'rmsprop', 'adadelta'] as const).map(
    (kind) =>
      [
        'bigru-bahdanau',
        [
          `training.optimizer.kind=${kind}`,
          'training.optimizer.weightDecay=0.01',
          'training.optimizer.epsilon=1e-3', // a tiny one makes rounding of tiny gradients into whole steps
          'model.initialization=orthogonal',
        ],
      ] as const,
  ),
  [
    'bigru-bahdanau',
    ['model.attention.placement=top', 'model.attention.score=general', 'model.decoder.readout=attentional'],
  ] as const,
  ['bigru-bahdanau', ['model.attention.span=local-m', 'model.attention.window=1']] as const,
  ['luong-local-p', ['model.attention.renormalize=false', 'model.attention.window=2']] as const,
  [
    'bigru-bahdanau',
    [
      'model.attention.span=local-p',
      'model.attention.window=2',
      'model.attention.placement=top',
      'model.attention.score=location',
      'model.decoder.readout=attentional',
    ],
  ] as const,
  [
    'bigru-bahdanau',
    ['model.attention.placement=layer-wise', 'model.attention.coverage=additive', 'model.decoder.readout=deep'],
  ] as const,
  [
    'bigru-bahdanau',
    [
      'model.attention.placement=top',
      'model.attention.score=general',
      'model.decoder.readout=attentional',
      'model.decoder.inputFeeding=true',
    ],
  ] as const,
])('the compiled step of %s with %j', (preset, assignments) => {
  it('computes what the eager one does, dropout and coins included', async () => {
    const configuration = configurationOf(preset, assignments)
    const { training, seed } = configuration
    const data = await loadRunData(configuration, { wantsFewShapes: () => true })
    if (configuration.data.order !== 'shuffled') expect(data.shapes.length).toBeGreaterThan(1)
    const { sourceVocabulary: source, targetVocabulary: target } = data.dataset
    const build = () => {
      const model = createModel(configuration.model, { source: source.size, target: target.size }, seed)
      return { model, optimizer: createOptimizer(training.optimizer, model.parameters), training }
    }
    const [forEager, forCompiled] = [build(), build()]
    const eager = createEagerStep(forEager)
    const said: string[] = []
    const compiled = await createStep(forCompiled, {
      configuration,
      shapes: data.shapes,
      evaluation: NO_INFERENCE,
      onProgress: () => undefined,
      log: (text) => said.push(text),
    })
    for (let step = 1; step <= STEPS; step++) {
      const batch = data.batchAt(step)
      const size = { targetLength: batch.targetLength, batch: batch.size }
      const inputs = {
        step,
        learningRate: 0.003,
        seed: stepSeed(seed, step),
        coins: tossCoins(training.teacherForcing, seed, step, size),
      }
      expectClose(compiled.update(batch, inputs), eager(batch, inputs), step === 1 ? FIRST : LATER)
    }
    expect(said).toEqual([])
    compiled.sync()
    for (const [name, parameter] of forEager.model.parameters) {
      const [expected, actual] = [parameter.dataSync(), forCompiled.model.parameters.get(name)!.dataSync()]
      expected.forEach((value, index) => expect(actual[index], name).toBeCloseTo(value, 3))
    }
    for (const each of [compiled, forEager.model, forEager.optimizer, forCompiled.model, forCompiled.optimizer])
      each.dispose()
  })
})

function expectClose(actual: StepResult, expected: StepResult, tolerance: number): void {
  const near = (value: number, other: number) =>
    expect(Math.abs(value - other)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(other)))
  near(actual.loss, expected.loss)
  near(actual.coverageLoss, expected.coverageLoss)
  near(actual.gradientNorm, expected.gradientNorm)
  expected.gradientNorms.forEach((norm, index) => near(actual.gradientNorms[index] ?? NaN, norm))
}

describe('a compiled run', () => {
  it(
    'repeats itself and, stopped and resumed, ends as if it had not been, bit for bit; it says while it compiles',
    { timeout: 180_000 },
    async () => {
      const configuration = tinyConfiguration('engine.compile=always')
      const whole = await runTiny({ configuration })
      const phases = whole.events.flatMap(({ name, payload }) => (name === 'progress' ? [payload.phase] : []))
      expect(phases).toContain('compiling')
      const control = createControl()
      const first = await runTiny({ configuration, control, onStep: (step) => step === 9 && control.stop() })
      const second = await runTiny({ configuration, folder: first.folder, checkpoint: lastCheckpoint(first) })
      const losses = (rows: typeof whole.rows) =>
        rows.map(({ step, metrics }) => [step, metrics['train/loss'], metrics['train/gradient_norm']])
      expect([...losses(first.rows), ...losses(second.rows)]).toEqual(losses(whole.rows))
      // Of the step where it was stopped there is a checkpoint, but no evaluation.
      const evaluations = (told: typeof whole) =>
        told.evaluations.flatMap(({ step, metrics }) =>
          'valid/loss' in metrics ? [[step, { ...metrics, 'time/wall': 0 }]] : [],
        )
      expect([...evaluations(first), ...evaluations(second)]).toEqual(evaluations(whole))
      expect(evaluations(whole)).toHaveLength(4) // 0, 7, 14, 20
    },
  )
})

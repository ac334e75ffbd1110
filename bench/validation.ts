// A validation pass, eager and compiled in turns, inside a Saccade process: what an evaluation of a run does, attention
// and metrics included.
import { makeBatch } from '../src/data/batches.ts'
import type { MetricValues } from '../src/shared/contract/trainer.ts'
import { nativeBackend } from '../src/worker/engine/backend.ts'
import { stepSeed } from '../src/worker/engine/random.ts'
import { evaluationBatches, planInference } from '../src/worker/evaluation/batches.ts'
import { evaluate } from '../src/worker/evaluation/evaluate.ts'
import { createEagerInference } from '../src/worker/inference/eager-inference.ts'
import type { Inference } from '../src/worker/inference/inference.ts'
import { NO_INFERENCE } from '../src/worker/inference/shapes.ts'
import { createModel } from '../src/worker/seq2seq/model.ts'
import { createCompiledStep } from '../src/worker/training/compiled-step.ts'
import { loadRunData } from '../src/worker/training/data.ts'
import { createOptimizer } from '../src/worker/training/optimizers/create.ts'
import { createStep } from '../src/worker/training/create-step.ts'
import { MOST_SHAPES } from '../src/worker/training/worth-compiling.ts'
import { type Case, configurationOf } from './cases.ts'
import { median } from './statistics.ts'
import { finish } from '../src/worker/decoding/turns.ts'

const SEED = 1
/** Of metrics, relative: eager and compiled sums are rounded differently. */
const TOLERANCE = 1e-5

export interface ValidationAmount {
  /** Updates before: a model that has learnt nothing does not end its words. */
  readonly updates: number
  readonly rounds: number
}

/** @throws when eager and compiled passes disagree, or compiling fails */
export async function runValidation(chosen: Case, { updates, rounds }: ValidationAmount) {
  const base = configurationOf(chosen)
  const configuration = { ...base, evaluation: { ...base.evaluation, pairs: 0 } }
  const data = await loadRunData(configuration, { wantsFewShapes: () => true })
  const { dataset, encodedValid } = data
  const sizes = { source: dataset.sourceVocabulary.size, target: dataset.targetVocabulary.size }
  const model = createModel(configuration.model, sizes, SEED)
  const { training } = configuration
  const parts = { model, training, optimizer: createOptimizer(training.optimizer, model.parameters) }
  const backend = nativeBackend()
  if (!backend) throw new Error('Compiled passes need TensorFlow.')
  const log = (text: string) => {
    throw new Error(text)
  }
  const step = await createStep(parts, {
    configuration,
    shapes: data.shapes,
    evaluation: NO_INFERENCE,
    onProgress: ignore,
    log,
  })
  const { learningRate } = training.optimizer
  for (let number = 1; number <= updates; number++) {
    step.update(data.batchAt(number), { step: number, learningRate, seed: stepSeed(SEED, number), coins: null })
  }
  step.sync()
  step.dispose()

  const plan = planInference(configuration, encodedValid, [], MOST_SHAPES.evaluations)
  const compiled = createCompiledStep(backend, parts, { selfCheck: true, evaluation: plan, log })
  const compileMs = (await timed(() => compiled.prepare([], ignore))).ms
  const eager = createEagerInference(model)
  const pass = (inference: Inference) =>
    timed(() => evaluate({ configuration, dataset, encodedValid, inference }, new AbortController().signal))

  requireEqual((await pass(eager)).result, (await pass(compiled.inference)).result)
  const eagerMs: number[] = []
  const compiledMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    eagerMs.push((await pass(eager)).ms)
    compiledMs.push((await pass(compiled.inference)).ms)
  }
  const batches = evaluationBatches(configuration, encodedValid)
  const [batch] = batches.map((indices) => makeBatch(encodedValid, indices))
  const spoken = batch
    ? finish(eager.decode(batch, { lengthFactor: configuration.evaluation.lengthFactor, attention: false }))
    : []
  return {
    pairs: encodedValid.length,
    batches: batches.length,
    shapes: plan.shapes.length,
    ended: spoken.filter(({ ended }) => ended).length / Math.max(1, spoken.length),
    eagerMs: median(eagerMs),
    compiledMs: median(compiledMs),
    compileMs,
  }
}

function requireEqual(eager: MetricValues, compiled: MetricValues): void {
  for (const [name, value] of Object.entries(eager)) {
    const other = Object.entries(compiled).find(([key]) => key === name)?.[1] ?? NaN
    const difference = Math.abs(other - value) / Math.max(1, Math.abs(value))
    if (!(difference <= TOLERANCE)) throw new Error(`${name} is ${value} eagerly and ${other} compiled.`)
  }
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  const started = performance.now()
  const result = await work()
  return { ms: performance.now() - started, result }
}

function ignore(): void {
  // nobody is told
}

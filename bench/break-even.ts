// node bench/break-even.ts: from how many updates, and batches evaluated, compiling pays. For the rule of
// `engine.compile: auto` (src/worker/training/worth-compiling.ts); docs/decisions tells what it gave. Times are those of
// the processor, which other programs disturb little; on several cores compiled steps take less time on the clock.
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { chooseBatchShapes, fittingShape } from '../src/data/batch-shapes.ts'
import { makeBatch } from '../src/data/batches.ts'
import { randomStream } from '../src/shared/random.ts'
import type { Batch, EncodedPair } from '../src/data/types.ts'
import { EOS } from '../src/data/vocabulary.ts'
import { workerEnvironment } from '../src/host/workers/environment.ts'
import { nativeBackend } from '../src/worker/engine/backend.ts'
import { loadEngine } from '../src/worker/engine/load.ts'
import { stepSeed } from '../src/worker/engine/random.ts'
import { createEagerInference } from '../src/worker/inference/eager-inference.ts'
import type { Inference } from '../src/worker/inference/inference.ts'
import { planShapes } from '../src/worker/inference/shapes.ts'
import { createModel } from '../src/worker/seq2seq/model.ts'
import { createCompiledStep } from '../src/worker/training/compiled-step.ts'
import { createEagerStep } from '../src/worker/training/eager-step.ts'
import { createOptimizer } from '../src/worker/training/optimizers/create.ts'
import type { StepFunction } from '../src/worker/training/step-function.ts'
import { MOST_SHAPES } from '../src/worker/training/worth-compiling.ts'
import { CASES, type Case, configurationOf } from './cases.ts'
import { median } from './statistics.ts'
import { finish } from '../src/worker/decoding/turns.ts'

const EVALUATION = { batches: 4, rows: 128 }
const ROUNDS = 4
const FIRST_TOKEN = 4

const [reference] = CASES
if (!reference) throw new Error('There are no cases.')
const tiny: Case = {
  ...reference,
  id: 'tiny',
  data: { kind: 'random', vocabulary: 24, sourceLength: 8, targetLength: 8 },
  batchSize: 16,
  embedding: 8,
  hidden: 16,
  layers: 1,
}

Object.assign(process.env, workerEnvironment({ cores: availableParallelism(), device: 'cpu' })) // before the library loads
await loadEngine({ engine: 'tensorflow', device: 'cpu' })
const wanted = process.argv.slice(2)
for (const chosen of [tiny, ...CASES.filter(({ id }) => id === 'R3' || id === 'R1')]) {
  if (wanted.length === 0 || wanted.includes(chosen.id)) await measure(chosen)
}

async function measure(chosen: Case): Promise<void> {
  if (chosen.data.kind !== 'random') throw new Error('This measures random data only.')
  const { vocabulary, sourceLength, targetLength } = chosen.data
  const { model: configuration, training } = configurationOf(chosen)
  const build = () => {
    const model = createModel(configuration, { source: vocabulary, target: vocabulary }, 1)
    return { model, training, optimizer: createOptimizer(training.optimizer, model.parameters) }
  }
  const backend = nativeBackend()
  if (!backend) throw new Error('This measures TensorFlow.')

  const ragged = drawBatches(chosen, 40, chosen.batchSize)
  const shapes = chooseBatchShapes(ragged.map(shapeOf), { sourceLength, targetLength }, MOST_SHAPES.updates)
  const natural = shapes.map((shape) => find(ragged, (batch) => fittingShape(batch, shapes) === shape))
  const padded = natural.map(({ pairs, ...batch }) => makeBatch(pairs, [...pairs.keys()], fittingShape(batch, shapes)))
  const evaluated = drawBatches(chosen, EVALUATION.batches, EVALUATION.rows)
  const evaluation = planShapes(evaluated, MOST_SHAPES.evaluations)

  const forEager = build()
  const forCompiled = build()
  const eager = { update: createEagerStep(forEager), inference: createEagerInference(forEager.model) }
  const log = (text: string) => {
    throw new Error(text)
  }
  const steps = padded.map((batch, index) => ({ batch, inputs: inputsOf(index + 1, training.optimizer.learningRate) }))

  // Without evaluations, what the step alone costs to compile.
  const alone = createCompiledStep(backend, forCompiled, { selfCheck: true, log })
  const stepCompile = await timed(async () => {
    await alone.prepare(steps, () => undefined)
    return run(alone.update, padded)
  })
  const eagerSteps: number[] = []
  const compiledSteps: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    eagerSteps.push(run(eager.update, natural) / natural.length)
    compiledSteps.push(run(alone.update, padded) / padded.length)
  }
  alone.sync()
  alone.dispose()

  const both = createCompiledStep(backend, forCompiled, { selfCheck: true, evaluation, log })
  const bothCompile = await timed(async () => {
    await both.prepare(steps, () => undefined)
    infer(both.inference, evaluated)
    return run(both.update, padded)
  })
  const eagerInference: number[] = []
  const compiledInference: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    eagerInference.push(infer(eager.inference, evaluated) / evaluated.length)
    compiledInference.push(infer(both.inference, evaluated) / evaluated.length)
  }
  both.dispose()
  for (const { model, optimizer } of [forEager, forCompiled]) {
    model.dispose()
    optimizer.dispose()
  }

  const stepCost = stepCompile - shapes.length * median(compiledSteps)
  const inferenceCost = bothCompile - stepCompile - evaluated.length * median(compiledInference)
  report(chosen.id, 'updates', shapes.length, stepCost, median(eagerSteps), median(compiledSteps))
  report(
    chosen.id,
    'evaluated batches',
    evaluation.shapes.length,
    inferenceCost,
    median(eagerInference),
    median(compiledInference),
  )
}

function report(id: string, what: string, shapes: number, cost: number, eager: number, compiled: number): void {
  const pays = cost / (eager - compiled)
  console.log(
    `${id.padEnd(5)} ${what.padEnd(18)} ${shapes} shapes compile in ${(cost / 1000).toFixed(2)} s;` +
      ` eager ${eager.toFixed(1)} ms, compiled ${compiled.toFixed(1)} ms;` +
      ` pays from ${Math.ceil(pays)}, ${(pays / shapes).toFixed(1)} a shape`,
  )
}

interface DrawnBatch extends Batch {
  readonly pairs: readonly EncodedPair[]
}

/** Ragged batches, half the longest length to the longest, pairs of like length together. */
function drawBatches({ data }: Case, count: number, rows: number): DrawnBatch[] {
  if (data.kind !== 'random') throw new Error('This measures random data only.')
  const stream = randomStream(1, 'break-even', rows)
  const sentence = (longest: number, share: number) => {
    const length = Math.max(2, Math.round(longest * (0.5 + share / 2)))
    return Int32Array.from({ length }, (_, place) =>
      place === length - 1 ? EOS : FIRST_TOKEN + stream.integer(data.vocabulary - FIRST_TOKEN),
    )
  }
  const total = count * rows
  const pairs = Array.from({ length: total }, (_, index) => ({
    source: sentence(data.sourceLength, index / (total - 1)),
    target: sentence(data.targetLength, index / (total - 1)),
  }))
  return Array.from({ length: count }, (_, batch) => {
    const own = pairs.slice(batch * rows, (batch + 1) * rows)
    return { ...makeBatch(own, [...own.keys()]), pairs: own }
  })
}

function shapeOf({ sourceLength, targetLength }: Batch) {
  return { sourceLength, targetLength }
}

function inputsOf(step: number, learningRate: number) {
  return { step, learningRate, seed: stepSeed(1, step), coins: null }
}

function run(update: StepFunction, batches: readonly Batch[]): number {
  const started = processorMs()
  for (const [index, batch] of batches.entries()) update(batch, inputsOf(index + 1, 0.001))
  return processorMs() - started
}

function infer(inference: Inference, batches: readonly Batch[]): number {
  const started = processorMs()
  for (const batch of batches) {
    inference.forced(batch)
    finish(inference.decode(batch, { lengthFactor: 1, attention: false }))
  }
  return processorMs() - started
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = processorMs()
  await work()
  return processorMs() - started
}

function find<T>(list: readonly T[], fits: (each: T) => boolean): T {
  const found = list.find(fits)
  if (found === undefined) throw new Error('No batch has this shape.')
  return found
}

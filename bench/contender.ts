// One way to run a case's steps inside a Saccade process.
import type { Batch } from '../src/data/types.ts'
import { nativeBackend } from '../src/worker/engine/backend.ts'
import { stepSeed } from '../src/worker/engine/random.ts'
import { createModel } from '../src/worker/seq2seq/model.ts'
import { createCompiledStep } from '../src/worker/training/compiled-step.ts'
import { createEagerStep, type StepParts } from '../src/worker/training/eager-step.ts'
import { createOptimizer } from '../src/worker/training/optimizers/create.ts'
import type { StepFunction, StepResult } from '../src/worker/training/step-function.ts'
import type { CaseBatches } from './batches.ts'
import { type Case, configurationOf } from './cases.ts'

const SEED = 1

export interface Contender {
  readonly parts: StepParts
  /** Runs the next step on this batch and tells how many milliseconds it took. */
  step(batch: Batch): { readonly ms: number; readonly result: StepResult }
}

export function createContender(kind: 'eager' | 'compiled', chosen: Case, { vocabulary }: CaseBatches): Contender {
  const { model: configuration, training } = configurationOf(chosen)
  const model = createModel(configuration, vocabulary, SEED)
  const optimizer = createOptimizer(training.optimizer, model.parameters)
  const parts = { model, optimizer, training }
  const update = kind === 'eager' ? createEagerStep(parts) : compiledUpdate(parts)
  const { learningRate } = training.optimizer
  let step = 0
  return {
    parts,
    step(batch) {
      step++
      const inputs = { step, learningRate, seed: stepSeed(SEED, step), coins: null }
      const started = performance.now()
      const result = update(batch, inputs)
      return { ms: performance.now() - started, result }
    },
  }
}

function compiledUpdate(parts: StepParts): StepFunction {
  const backend = nativeBackend()
  if (!backend) throw new Error('Compiled steps need TensorFlow.')
  const log = (text: string) => {
    // It would go on eagerly, and the bench would measure the wrong thing.
    throw new Error(text)
  }
  return createCompiledStep(backend, parts, { selfCheck: true, log }).update
}

import type { BatchShape } from '../../data/batch-shapes.ts'
import { makeBatch } from '../../data/batches.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { nativeBackend } from '../engine/backend.ts'
import { stepSeed } from '../engine/random.ts'
import { createEagerInference } from '../inference/eager-inference.ts'
import type { InferencePlan } from '../inference/shapes.ts'
import { createCompiledStep } from './compiled-step.ts'
import { createEagerStep, type StepParts } from './eager-step.ts'
import type { Step } from './step.ts'
import type { StepInputs } from './step-function.ts'
import { tossCoins } from './teacher-forcing.ts'

export interface StepOptions {
  readonly configuration: Configuration
  /** The shapes that batches have, to compile for; empty where updates and evaluations are to be eager. */
  readonly shapes: readonly BatchShape[]
  readonly evaluation: InferencePlan
  onProgress(text: string): void
  log(text: string): void
}

/** The eager step, or its compiled form. Compiling takes its time here, before the first update, not between two. */
export async function createStep(parts: StepParts, options: StepOptions): Promise<Step> {
  const { configuration, shapes, evaluation, onProgress, log } = options
  const backend = shapes.length > 0 ? nativeBackend() : null
  if (!backend) return eagerStep(parts)
  const { selfCheck } = configuration.engine
  const step = createCompiledStep(backend, parts, { selfCheck, evaluation, log })
  await step.prepare(
    shapes.map((shape) => exampleStep(configuration, shape)),
    onProgress,
  )
  return step
}

function eagerStep(parts: StepParts): Step {
  return {
    update: createEagerStep(parts),
    inference: createEagerInference(parts.model),
    sync: () => undefined,
    dispose: () => undefined,
  }
}

/** An update on nothing but padding: only its shapes matter. */
function exampleStep({ training, seed }: Configuration, shape: BatchShape) {
  const batch = makeBatch([], [], { ...shape, size: training.batchSize })
  const inputs: StepInputs = {
    step: 1,
    learningRate: 0,
    seed: stepSeed(seed, 0),
    coins: tossCoins(training.teacherForcing, seed, 0, { targetLength: batch.targetLength, batch: batch.size }),
  }
  return { batch, inputs }
}

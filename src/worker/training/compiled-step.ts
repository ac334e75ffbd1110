import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import type { NativeBackend } from '../engine/backend.ts'
import { Program } from '../engine/compile/program.ts'
import type { Body, Tensors } from '../engine/compile/trace.ts'
import { FUSED_STACKING } from '../engine/fused.ts'
import { createCompiledInference } from '../inference/compiled-inference.ts'
import { type InferencePlan, NO_INFERENCE } from '../inference/shapes.ts'
import { batchAmong, uploadBatch } from './batch-tensors.ts'
import type { StepParts } from './eager-step.ts'
import { createEagerStep, readReport, trainingStep } from './eager-step.ts'
import type { StepInputs, StepResult } from './step-function.ts'
import type { Step } from './step.ts'

export interface CompiledStep extends Step {
  /** Compiles all functions ahead of time, the step for these batches' shapes, letting others run in between. */
  prepare(
    examples: readonly { readonly batch: Batch; readonly inputs: StepInputs }[],
    onProgress: (text: string) => void,
  ): Promise<void>
}

export interface CompiledStepOptions {
  readonly selfCheck: boolean
  /** What evaluations compile; nothing unless it is given. */
  readonly evaluation?: InferencePlan
  log(text: string): void
}

/**
 * The eager step compiled into one TensorFlow graph for every shape of batch, and beside it, over the same variables,
 * what evaluations compute. Where compiling the step fails, the reason is logged once and everything goes on eagerly
 * from where it stands.
 */
export function createCompiledStep(
  backend: NativeBackend,
  parts: StepParts,
  { selfCheck, evaluation = NO_INFERENCE, log }: CompiledStepOptions,
): CompiledStep {
  const variables = [...parts.model.parameters.values(), ...parts.optimizer.slots.values()]
  const program = new Program(backend, variables, { stacking: FUSED_STACKING, selfCheck })
  const inference = createCompiledInference(program, parts.model, { shapes: evaluation.shapes, log })
  const eager = createEagerStep(parts)
  let compiling = true

  /** What `compute` gives, or null once compiling has failed. */
  function attempt<Result>(compute: () => Result): Result | null {
    if (!compiling) return null
    try {
      return compute()
    } catch (error) {
      compiling = false
      program.pull()
      inference.giveUp() // the graph will not see what eager steps do
      log(`Training goes on without compiling: ${error instanceof Error ? error.message : String(error)}`)
      return null
    }
  }

  const define = (feeds: Tensors): string => {
    const name = nameOf(feeds)
    if (!program.has(name)) program.define(name, feeds, bodyOf(parts))
    return name
  }

  function compiled(batch: Batch, inputs: StepInputs): StepResult {
    const feeds = feed(parts, batch, inputs)
    try {
      const { report } = program.call(define(feeds), feeds)
      if (!report) throw new Error('The step gave no report.')
      return readReport(report)
    } finally {
      tf.dispose(Object.values(feeds))
    }
  }

  return {
    update: (batch, inputs) => attempt(() => compiled(batch, inputs)) ?? eager(batch, inputs),
    inference,
    async prepare(examples, onProgress) {
      const tasks = [
        ...evaluation.shapes.map((shape) => () => inference.define(shape)),
        ...examples.map(({ batch, inputs }) => () => {
          const feeds = feed(parts, batch, inputs)
          attempt(() => define(feeds))
          tf.dispose(Object.values(feeds))
        }),
        // Once all are defined: another function would mean compiling these again.
        ...evaluation.examples.map((batch) => () => inference.tryOut(batch)),
      ]
      for (const [index, compile] of tasks.entries()) {
        onProgress(`compiling (${index + 1} of ${tasks.length})`)
        await setImmediate()
        compile()
      }
    },
    sync: () => program.pull(),
    dispose() {
      inference.dispose()
      program.dispose()
    },
  }
}

/** The shapes alone decide which graph serves. */
function nameOf(feeds: Tensors): string {
  const shapes = ['source', 'targetInput', 'coins'].map((key) => feeds[key]?.shape.join('×') ?? 'none')
  return `step ${shapes.join(' ')}`
}

function bodyOf(parts: StepParts): Body {
  return (given) => {
    const { seed, coins } = given
    if (!seed) throw new Error('The step needs a seed.')
    const scalars = Object.keys(given)
      .filter(isScalar)
      .flatMap((key) => (given[key] as tf.Scalar | undefined) ?? [])
    const feeds = { seed: seed as tf.Tensor1D, coins: (coins as tf.Tensor2D | undefined) ?? null, scalars }
    return { report: trainingStep(parts, batchAmong(given), feeds) }
  }
}

const isScalar = (key: string) => key.startsWith('scalar')

function feed(
  parts: StepParts,
  batch: Batch,
  { step, learningRate, seed, coins }: StepInputs,
): Record<string, tf.Tensor> {
  const scalars = parts.optimizer.scalars(step, learningRate)
  return {
    ...uploadBatch(batch),
    seed: tf.tensor1d(seed, 'int32'),
    ...(coins ? { coins: tf.tensor2d(coins.values, [coins.targetLength, coins.width]) } : {}),
    ...Object.fromEntries(scalars.map((value, index) => [`scalar${index}`, tf.scalar(value)])),
  }
}

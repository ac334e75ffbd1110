import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import type { NativeBackend } from '../engine/backend.ts'
import { Program } from '../engine/compile/program.ts'
import type { Body, Tensors } from '../engine/compile/trace.ts'
import { FUSED_STACKING } from '../engine/fused.ts'
import { uploadBatch } from './batch-tensors.ts'
import type { StepParts } from './eager-step.ts'
import { createEagerStep, readReport, trainingStep } from './eager-step.ts'
import type { StepInputs, StepResult } from './step-function.ts'
import type { Step } from './step.ts'

export interface CompiledStep extends Step {
  /** Compiles the step for these batches' shapes ahead of time, letting others run in between. */
  prepare(
    examples: readonly { readonly batch: Batch; readonly inputs: StepInputs }[],
    onProgress: (text: string) => void,
  ): Promise<void>
}

/**
 * The eager step compiled into one TensorFlow graph for every shape of batch. Where that fails, the reason is logged
 * once and the step goes on eagerly from where it stands.
 */
export function createCompiledStep(
  backend: NativeBackend,
  parts: StepParts,
  { selfCheck, log }: { readonly selfCheck: boolean; readonly log: (text: string) => void },
): CompiledStep {
  const variables = [...parts.model.parameters.values(), ...parts.optimizer.slots.values()]
  const program = new Program(backend, variables, { stacking: FUSED_STACKING, selfCheck })
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
    async prepare(examples, onProgress) {
      for (const [index, { batch, inputs }] of examples.entries()) {
        onProgress(`compiling (${index + 1} of ${examples.length})`)
        await setImmediate()
        const feeds = feed(parts, batch, inputs)
        attempt(() => define(feeds))
        tf.dispose(Object.values(feeds))
      }
    },
    sync: () => program.pull(),
    dispose: () => program.dispose(),
  }
}

/** The shapes alone decide which graph serves. */
function nameOf(feeds: Tensors): string {
  const shapes = ['source', 'targetInput', 'coins'].map((key) => feeds[key]?.shape.join('×') ?? 'none')
  return `step ${shapes.join(' ')}`
}

function bodyOf(parts: StepParts): Body {
  return (given) => {
    const { source, sourceMask, targetInput, targetOutput, targetMask, seed, coins } = given
    if (!source || !sourceMask || !targetInput || !targetOutput || !targetMask || !seed) {
      throw new Error('The step needs a batch and a seed.')
    }
    const batch = {
      source: source as tf.Tensor2D,
      sourceMask: sourceMask as tf.Tensor2D,
      targetInput: targetInput as tf.Tensor2D,
      targetOutput: targetOutput as tf.Tensor2D,
      targetMask: targetMask as tf.Tensor2D,
    }
    const scalars = Object.keys(given)
      .filter(isScalar)
      .flatMap((key) => (given[key] as tf.Scalar | undefined) ?? [])
    const feeds = { seed: seed as tf.Tensor1D, coins: (coins as tf.Tensor2D | undefined) ?? null, scalars }
    return { report: trainingStep(parts, batch, feeds) }
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

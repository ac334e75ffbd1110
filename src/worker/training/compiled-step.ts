import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import type { NativeBackend } from '../engine/backend.ts'
import { FUSED_STACKING } from '../engine/fused.ts'
import { Program } from '../engine/compile/program.ts'
import type { BatchTensors } from '../seq2seq/types.ts'
import { uploadBatch } from './batch-tensors.ts'
import type { StepParts } from './eager-step.ts'
import { trainingStep } from './eager-step.ts'
import type { StepFunction, StepInputs } from './step-function.ts'

/** The eager step, traced once for every shape of batch and replayed as one TensorFlow graph. */
export function createCompiledStep(backend: NativeBackend, parts: StepParts): { step: StepFunction; program: Program } {
  const program = new Program(backend, new Map([...parts.model.parameters, ...parts.optimizer.slots]), FUSED_STACKING)
  const step: StepFunction = (batch, inputs) => {
    const name = `train ${batch.size}×${batch.sourceLength}→${batch.targetLength}`
    const feeds = feed(parts, batch, inputs)
    if (!program.has(name)) {
      program.define(name, feeds, (given) => ({ report: trainingStep(parts, batchOf(given), {
        seed: given.seed as tf.Tensor1D,
        coins: (given.coins ?? null) as tf.Tensor2D | null,
        scalars: Object.keys(given).filter((key) => key.startsWith('scalar')).map((key) => given[key] as tf.Scalar),
      }) }))
    }
    const { report } = program.call(name, feeds)
    tf.dispose(feeds)
    const [loss = NaN, gradientNorm = NaN, ...norms] = report!.dataSync()
    report!.dispose()
    return { loss, gradientNorm, gradientNorms: Float32Array.from(norms) }
  }
  return { step, program }
}

function feed(parts: StepParts, batch: Batch, { step, learningRate, seed, coins }: StepInputs): Record<string, tf.Tensor> {
  const scalars = parts.optimizer.scalars(step, learningRate)
  return {
    ...uploadBatch(batch),
    seed: tf.tensor1d(seed, 'int32'),
    ...(coins ? { coins: tf.tensor2d(coins.values, [coins.targetLength, coins.width]) } : {}),
    ...Object.fromEntries(scalars.map((value, index) => [`scalar${index}`, tf.scalar(value)])),
  }
}

function batchOf(given: Readonly<Record<string, tf.Tensor>>): BatchTensors {
  return given as unknown as BatchTensors
}

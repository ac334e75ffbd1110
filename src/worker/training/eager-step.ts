import * as tf from '@tensorflow/tfjs-core'
import type { TrainingConfiguration } from '../../shared/config/training.ts'
import type { BatchTensors, Seq2SeqModel } from '../seq2seq/types.ts'
import { uploadBatch } from './batch-tensors.ts'
import { sequenceLoss, tokenMean } from './loss.ts'
import { clipByGlobalNorm } from './optimizers/clip.ts'
import type { Optimizer } from './optimizers/optimizer.ts'
import type { StepFunction, StepResult } from './step-function.ts'

export interface StepParts {
  readonly model: Seq2SeqModel
  readonly optimizer: Optimizer
  readonly training: TrainingConfiguration
}

/** The fed tensors of an update. */
export interface StepFeeds {
  readonly seed: tf.Tensor1D // int32 [2]
  readonly coins: tf.Tensor2D | null // float32 [target, 1 or batch]
  /** Those of {@link Optimizer.scalars}. */
  readonly scalars: readonly tf.Scalar[]
}

/**
 * The whole of an update as tensor code: forward, gradients, clipping, optimizer. Reads nothing in
 * JavaScript, so that it can be traced as it stands.
 *
 * @returns float32 [3 + parameters]: loss, coverage loss, global gradient norm, norm of each parameter's gradient
 */
export function trainingStep(
  { model, optimizer, training }: StepParts,
  batch: BatchTensors,
  feeds: StepFeeds,
): tf.Tensor1D {
  const { seed, coins, scalars } = feeds
  const parameters = [...model.parameters.values()]
  const options = { training: true, seed, coins, feed: training.teacherForcing.feed }
  const losses: tf.Scalar[] = [] // kept, since what is made while gradients are taken is gone afterwards
  const { grads } = tf.variableGrads(() => {
    const { logits, overlap } = model.forward(batch, options)
    const { loss } = sequenceLoss(logits, batch.targetOutput, batch.targetMask, training.labelSmoothing)
    const again = overlap && tokenMean(overlap, batch.targetMask)
    losses.push(tf.keep(loss), tf.keep(again ?? tf.scalar(0)))
    return again ? tf.add(loss, tf.mul(again, training.coverageLoss)) : loss
  }, parameters)
  // A parameter that this batch did not use has no gradient.
  const raw = parameters.map((parameter) => grads[parameter.name] ?? tf.zerosLike(parameter))
  const { gradients, norms, norm } = clipByGlobalNorm(raw, training.clipNorm)
  optimizer.update(gradients, scalars)
  const report = tf.concat<tf.Tensor1D>(
    [...losses, norm, norms].map((part) => tf.reshape<tf.Rank.R1>(part, [part.size])),
  )
  tf.dispose(losses)
  return report
}

/** {@link trainingStep} run op by op, with one read at its end. */
export function createEagerStep(parts: StepParts): StepFunction {
  return (batch, { step, learningRate, seed, coins }) => {
    const report = tf.tidy(() =>
      trainingStep(parts, uploadBatch(batch), {
        seed: tf.tensor1d(seed, 'int32'),
        coins: coins && tf.tensor2d(coins.values, [coins.targetLength, coins.width]),
        scalars: parts.optimizer.scalars(step, learningRate).map((value) => tf.scalar(value)),
      }),
    )
    return readReport(report)
  }
}

/** The numbers that {@link trainingStep} gives, in one read; disposes of the tensor. */
export function readReport(report: tf.Tensor): StepResult {
  const [loss = NaN, coverageLoss = NaN, gradientNorm = NaN, ...norms] = report.dataSync()
  report.dispose()
  return { loss, coverageLoss, gradientNorm, gradientNorms: Float32Array.from(norms) }
}

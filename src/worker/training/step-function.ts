import type { Batch } from '../../data/types.ts'
import type { Coins } from './teacher-forcing.ts'

/** Everything of an update that changes from step to step, beside the batch. */
export interface StepInputs {
  /** Number of the update, the first is 1. */
  readonly step: number
  readonly learningRate: number
  /** int32 [2], made from the run's seed and the step. */
  readonly seed: Int32Array
  /** null feeds the reference always. */
  readonly coins: Coins | null
}

export interface StepResult {
  /** Cross entropy per target token, in nats. */
  readonly loss: number
  /** Σ min(attention, coverage) per target token, without its weight; 0 without coverage. */
  readonly coverageLoss: number
  /** Global L2 norm of the gradients before clipping. */
  readonly gradientNorm: number
  /** L2 norm of each parameter's gradient before clipping, in the parameters' order. */
  readonly gradientNorms: Float32Array
}

/**
 * One update of parameters and optimizer slots. How it is computed, op by op or as one compiled graph,
 * is its own affair: equal inputs give equal results.
 */
export type StepFunction = (batch: Batch, inputs: StepInputs) => StepResult

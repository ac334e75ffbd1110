import { type Scalar, type Tensor, type Variable, tidy, variable, zeros } from '@tensorflow/tfjs-core'
import type { TrainingConfiguration } from '../../../shared/config/training.ts'

export type OptimizerConfiguration = TrainingConfiguration['optimizer']
export type Parameters = ReadonlyMap<string, Variable>

/**
 * An update rule of torch.optim. `update` is tensor code that reads no value in JavaScript and assigns
 * the parameters and slots in place; everything that changes from step to step comes in through `scalars`,
 * so that a traced update stays right.
 */
export interface Optimizer {
  /** The running averages by name, such as `firstMoment/encoder.embedding.weight`, in a fixed order. */
  readonly slots: Parameters
  /**
   * The fed numbers of one update, in double precision, always equally many.
   *
   * @param step number of the update, the first is 1
   */
  scalars(step: number, learningRate: number): number[]
  /** @param gradients one a parameter, in the parameters' order, clipped already */
  update(gradients: readonly Tensor[], scalars: readonly Scalar[]): void
  dispose(): void
}

/** A zero variable in the shape of the parameter, not itself trainable. */
export function zeroSlot({ shape }: Variable): Variable {
  return tidy(() => variable(zeros(shape), false))
}

/** Runs the rule of each parameter with its gradient. */
export function forEachGradient<Rule>(
  rules: readonly Rule[],
  gradients: readonly Tensor[],
  update: (rule: Rule, gradient: Tensor) => void,
): void {
  tidy(() => {
    rules.forEach((rule, index) => {
      const gradient = gradients[index]
      if (!gradient) throw new RangeError(`${rules.length} parameters but ${gradients.length} gradients`)
      update(rule, gradient)
    })
  })
}

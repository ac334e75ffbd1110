import { createAdadelta } from './adadelta.ts'
import { createAdam } from './adam.ts'
import type { Optimizer, OptimizerConfiguration, Parameters } from './optimizer.ts'
import { createRmsprop } from './rmsprop.ts'
import { createSgd } from './sgd.ts'

const RULES = {
  adam: createAdam,
  adamw: createAdam,
  sgd: createSgd,
  rmsprop: createRmsprop,
  adadelta: createAdadelta,
} satisfies Record<
  OptimizerConfiguration['kind'],
  (configuration: OptimizerConfiguration, parameters: Parameters) => Optimizer
>

/** The update rule that the configuration names, with fresh slots. */
export function createOptimizer(configuration: OptimizerConfiguration, parameters: Parameters): Optimizer {
  return RULES[configuration.kind](configuration, parameters)
}

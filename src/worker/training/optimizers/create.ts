import { createAdam } from './adam.ts'
import type { Optimizer, OptimizerConfiguration, Parameters } from './optimizer.ts'
import { createSgd } from './sgd.ts'

/** The update rule that the configuration names, with fresh slots. */
export function createOptimizer(configuration: OptimizerConfiguration, parameters: Parameters): Optimizer {
  return configuration.kind === 'sgd' ? createSgd(configuration, parameters) : createAdam(configuration, parameters)
}

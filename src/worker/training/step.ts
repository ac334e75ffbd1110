import type { Inference } from '../inference/inference.ts'
import type { StepFunction } from './step-function.ts'

/** How a run's updates and evaluations are computed. */
export interface Step {
  readonly update: StepFunction
  /** The model as the last update left it; needs no {@link sync}. */
  readonly inference: Inference
  /** Brings the newest weights and slots into the model's variables, before anything else looks at them. */
  sync(): void
  dispose(): void
}

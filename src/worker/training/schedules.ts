import type { TrainingConfiguration } from '../../shared/config/training.ts'

type Schedule = TrainingConfiguration['schedule']

/** What the plateau schedule remembers of past evaluations. Belongs into checkpoints. */
export interface PlateauState {
  readonly best: number | null
  /** Evaluations since the best one or the last decay. */
  readonly stale: number
  readonly decays: number
}

export const FRESH_PLATEAU: PlateauState = { best: null, stale: 0, decays: 0 }

/**
 * The learning rate of one update.
 *
 * - `step`: torch.optim.lr_scheduler.StepLR, stepped at every update.
 * - `cosine`: CosineAnnealingLR from the end of the warm-up to the last step.
 * - `inverse-sqrt`: falls with 1/√step after the warm-up (Vaswani 2017, section 5.3), which it meets at the full rate.
 * - `plateau`: factor ^ (decays so far), see {@link afterEvaluation}.
 *
 * @param training with `steps` being where the run ends, which may be by its epochs
 * @param step number of the update, the first is 1
 */
export function learningRate(training: TrainingConfiguration, step: number, plateau: PlateauState): number {
  const { schedule, optimizer, steps } = training
  const peak = optimizer.learningRate
  if (step <= schedule.warmupSteps) return (peak * step) / schedule.warmupSteps
  const floor = Math.min(schedule.minimum, peak)
  switch (schedule.kind) {
    case 'constant':
      return peak
    case 'step':
      return Math.max(floor, peak * schedule.factor ** Math.floor((step - 1) / schedule.every))
    case 'plateau':
      return Math.max(floor, peak * schedule.factor ** plateau.decays)
    case 'inverse-sqrt':
      return peak * Math.sqrt(Math.max(schedule.warmupSteps, 1) / step)
    case 'cosine': {
      const share = Math.min(1, (step - 1 - schedule.warmupSteps) / Math.max(1, steps - schedule.warmupSteps))
      return floor + ((peak - floor) * (1 + Math.cos(Math.PI * share))) / 2
    }
  }
}

/** Notes a validation loss: after `patience` evaluations in a row without a lower one the rate decays and counting starts again. */
export function afterEvaluation(schedule: Schedule, state: PlateauState, validationLoss: number): PlateauState {
  const lower = Number.isFinite(validationLoss) && (state.best === null || validationLoss < state.best)
  if (lower) return { ...state, best: validationLoss, stale: 0 }
  const stale = state.stale + 1
  return stale >= schedule.patience ? { ...state, stale: 0, decays: state.decays + 1 } : { ...state, stale }
}

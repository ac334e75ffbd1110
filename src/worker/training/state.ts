import { type MetricName, improves } from '../../shared/metrics.ts'
import type { TrainingConfiguration } from '../../shared/config/training.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { TrainerState } from '../../shared/trainer-state.ts'
import { afterEvaluation } from './schedules.ts'

/**
 * The state after an evaluation at its step: plateau, best value, early stopping and goal.
 *
 * @throws bad-configuration when the data or model does not give the metric that decides
 */
export function judgeEvaluation(
  training: TrainingConfiguration,
  state: TrainerState,
  metrics: MetricValues,
): TrainerState {
  const { metric, patience, goal } = training.earlyStopping
  const plateau = afterEvaluation(training.schedule, state.plateau, metrics['valid/loss'] ?? NaN)
  const evaluated = { ...state, plateau, evaluatedStep: state.step }
  const ofTraining = metric.startsWith('train/')
  if (ofTraining && state.step === 0) return evaluated // nothing was trained yet
  // Of the update's metrics only the finite ones are in the state.
  const value = { ...state.latest, ...metrics }[metric] ?? (ofTraining ? NaN : undefined)
  if (value === undefined) throw missingMetric(metric)
  const better = Number.isFinite(value) && improves(metric, value, state.best?.value ?? null)
  // Of equals the later one, which has learnt more: an exact match of 0 must not keep the untrained model for ever.
  const best = better || value === state.best?.value ? { value, step: state.step } : state.best
  const stale = better ? 0 : state.stale + 1
  const reached = goal !== null && (value === goal || improves(metric, value, goal))
  const verdict = reached ? 'goal reached' : patience > 0 && stale >= patience ? 'early stopping' : null
  return { ...evaluated, best, stale, verdict }
}

function missingMetric(metric: MetricName): SaccadeError {
  const message = `training.earlyStopping.metric is “${metric}”, which this data and model do not give`
  return new SaccadeError('bad-configuration', message, {
    hint: 'Choose another metric, such as valid/loss. The alignment error rate needs gold alignments and attention; the phoneme error rate needs the pronouncing dictionary.',
    problems: [{ path: 'training.earlyStopping.metric', message: `“${metric}” is not measured here` }],
  })
}

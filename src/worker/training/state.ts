import { z } from 'zod'
import { METRIC_NAMES, type MetricName, improves } from '../../shared/metrics.ts'
import type { TrainingConfiguration } from '../../shared/config/training.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { FRESH_PLATEAU, afterEvaluation } from './schedules.ts'

const step = z.int().min(0)

/**
 * Everything about a run that is neither a tensor nor a function of configuration and step. Kept in
 * every checkpoint, so that a resumed run cannot tell that it was interrupted.
 */
export const trainerStateSchema = z.strictObject({
  /** Updates done. */
  step,
  /** Seconds spent, pauses left out. */
  wallSeconds: z.number().min(0),
  /** The step last evaluated and the one whose attention was kept last; null before the first. */
  evaluatedStep: step.nullable(),
  snapshotStep: step.nullable(),
  /** Metrics of the update that led here. */
  latest: z.partialRecord(z.enum(METRIC_NAMES), z.number()),
  plateau: z.strictObject({ best: z.number().nullable(), stale: step, decays: step }),
  best: z.strictObject({ value: z.number(), step }).nullable(),
  /** Evaluations since the best one. */
  stale: step,
  /** Set by the evaluation that ended the run. */
  verdict: z.enum(['early stopping', 'goal reached']).nullable(),
  /** File names of the newest checkpoints. */
  files: z.strictObject({ last: z.string().nullable(), best: z.string().nullable() }),
})

export type TrainerState = z.infer<typeof trainerStateSchema>

export const FRESH_STATE: TrainerState = {
  step: 0,
  wallSeconds: 0,
  evaluatedStep: null,
  snapshotStep: null,
  latest: {},
  plateau: FRESH_PLATEAU,
  best: null,
  stale: 0,
  verdict: null,
  files: { last: null, best: null },
}

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
  const best = better ? { value, step: state.step } : state.best
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

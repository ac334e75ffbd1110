import { z } from 'zod'
import { METRIC_NAMES } from './metrics.ts'

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
  /** Source and target tokens trained on; null in checkpoints from before they were counted. */
  tokens: z.number().min(0).nullable().default(null),
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
  tokens: 0,
  evaluatedStep: null,
  snapshotStep: null,
  latest: {},
  plateau: { best: null, stale: 0, decays: 0 },
  best: null,
  stale: 0,
  verdict: null,
  files: { last: null, best: null },
}

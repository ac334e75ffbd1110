import { z } from 'zod'
import { METRIC_NAMES } from '../metrics.ts'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import { type RunAnswer, questionShape } from './asking.ts'
import { type Comparison, comparisonRequestSchema } from './comparison.ts'
import { type Bands, type Curves, MOST_POINTS, bandsRequestSchema, curvesRequestSchema } from './curves.ts'
import { type Emergence, emergenceRequestSchema } from './emergence.ts'
import { decodingMethodSchema } from './decoding.ts'
import type {
  CheckpointInfo,
  LogLine,
  MetricColumn,
  MetricSeries,
  RunDetail,
  RunId,
  RunSummary,
  Snapshot,
  SnapshotIndex,
  Transition,
} from './runs.ts'
import { MOST_TAGS, colourSchema, noteSchema, tagSchema } from '../run-marks.ts'
import { runNameSchema } from '../run-name.ts'
import type { ReferenceScore, Translation } from './translation.ts'
import {
  bytesSchema,
  checkpointNameSchema,
  jsonObjectSchema,
  manyRunsSchema,
  oneRunSchema,
  runIdSchema,
  stepSchema,
} from './values.ts'

const packageFileSchema = z.strictObject({ name: z.string(), content: bytesSchema })
/** A file of a package: its name without folders. */
export type PackageFile = z.output<typeof packageFileSchema>

const translateRequestSchema = z.strictObject({
  run: runIdSchema,
  checkpoint: checkpointNameSchema,
  lines: z.array(z.string()),
  targets: z.array(z.string()).optional(),
  attention: z.boolean(),
  /** Without it, greedy. */
  decoding: decodingMethodSchema.optional(),
  /** Every output begins with these tokens, whatever the model would have chosen. */
  prefix: z.string().optional(),
})
export type RunTranslateRequest = z.output<typeof translateRequestSchema>

const askRequestSchema = z.strictObject({
  run: runIdSchema,
  /** The checkpoint that is nearest to it is asked. */
  step: z.union([z.literal('latest'), stepSchema]),
  ...questionShape,
})
export type RunAskRequest = z.input<typeof askRequestSchema>

const scoreReferencesRequestSchema = z.strictObject({
  run: runIdSchema,
  checkpoint: checkpointNameSchema,
  lines: z.array(z.string()),
  /** One a line. */
  targets: z.array(z.string()),
})

const resumeRequestSchema = z.strictObject({
  run: runIdSchema,
  /** Without it, the last one. */
  checkpoint: z.enum(['best', 'last']).optional(),
  /** Go on with another engine where the one that the run began with cannot be had; without it such a run fails. */
  engineChange: z.boolean().optional(),
})
export type ResumeRequest = z.output<typeof resumeRequestSchema>

const someRunsSchema = z.strictObject({ runs: manyRunsSchema })

const markRequestSchema = z.strictObject({
  runs: manyRunsSchema,
  starred: z.boolean().optional(),
  archived: z.boolean().optional(),
  addTags: z.array(tagSchema).max(MOST_TAGS).optional(),
  removeTags: z.array(z.string().max(100)).max(MOST_TAGS).optional(),
  note: noteSchema.optional(),
  /** Null takes a colour away. */
  colour: colourSchema.nullable().optional(),
})
export type MarkRequest = z.output<typeof markRequestSchema>

const metricsRequestSchema = z.strictObject({
  runs: manyRunsSchema,
  /** Empty for all. */
  metrics: z.array(z.enum(METRIC_NAMES)).max(METRIC_NAMES.length),
  points: z.int().min(0).max(MOST_POINTS),
})

const valuesRequestSchema = z.strictObject({
  runs: manyRunsSchema,
  wanted: z
    .array(z.strictObject({ metric: z.enum(METRIC_NAMES), at: z.union([z.enum(['last', 'best']), stepSchema]) }))
    .max(1000),
})

const pruneRequestSchema = z
  .strictObject({
    runs: manyRunsSchema,
    /** At most so many stay, spread over the steps. */
    keep: z.int().min(0).optional(),
    /** At most so much room for those of a run, in MB of 2²⁰ bytes. */
    megabytes: z.number().min(0).optional(),
    /** Only say what would be deleted. */
    dryRun: z.boolean().default(false),
  })
  .refine(({ keep, megabytes }) => keep !== undefined || megabytes !== undefined, 'needs keep or megabytes')
export type PruneRequest = z.input<typeof pruneRequestSchema>

/** What a run keeps beside its best and its last checkpoint, and what was deleted of that. */
export interface PrunedRun {
  readonly run: RunId
  /** Steps, ascending. */
  readonly kept: readonly number[]
  readonly dropped: readonly number[]
  /** Bytes. */
  readonly freed: number
  readonly left: number
}

export const runService = {
  /** Newest first. */
  list: method().returns<RunSummary[]>(),
  /** @throws not-found */
  get: method(oneRunSchema).returns<RunDetail>(),
  /** Checks every configuration before any is stored, then queues them in order. @throws bad-configuration */
  create: method(z.strictObject({ configurations: z.array(jsonObjectSchema).min(1) })).returns<{ runs: string[] }>(),
  /**
   * Answers when the run holds still, its checkpoint written. Its place goes to the next queued run, unless it is to be
   * kept. @throws wrong-state
   */
  pause: method(z.strictObject({ run: runIdSchema, keepPlace: z.boolean().optional() })).returns(),
  /**
   * Queues a paused run first, so that it goes on where it stands as soon as there is a place; or an ended one last, to go on
   * from a checkpoint, or to begin anew where it never came to its first evaluation. @throws wrong-state; not-found where it was
   * evaluated and that checkpoint is not there
   */
  resume: method(resumeRequestSchema).returns(),
  stop: method(oneRunSchema).returns(),
  rename: method(z.strictObject({ runs: manyRunsSchema, name: z.string() })).returns(),
  /** Changes what the user makes of runs; what is left out stays. All or none. @throws not-found; bad-usage for too many tags */
  mark: method(markRequestSchema).returns(),
  /**
   * Takes ended runs out of every list, until they are restored, or removed for good when the host closes or starts.
   * All or none. @throws wrong-state, not-found
   */
  discard: method(someRunsSchema).returns(),
  /** Brings discarded runs back. @throws not-found when one of them was removed meanwhile */
  restore: method(someRunsSchema).returns(),
  /** Deletes ended runs with everything stored of them, for good. @throws wrong-state, not-found */
  remove: method(someRunsSchema).returns(),
  /** Curves, thinned to about `points` points each by minimum and maximum of step buckets; 0 keeps all. */
  metrics: method(metricsRequestSchema).returns<MetricSeries[]>(),
  /** Curves as they are drawn: smoothed over all their points, cut to a range of the axis, then thinned. @throws not-found */
  curves: method(curvesRequestSchema).returns<Curves>(),
  /** Mean and spread over the runs of groups, smoothed, cut and thinned alike. @throws not-found */
  bands: method(bandsRequestSchema).returns<Bands>(),
  /**
   * One value of a metric for each of many runs: the last one; the best one of the run's evaluations, of a metric whose
   * better direction is known; or the newest one up to a step, of runs that have come so far. Runs that are gone have none.
   */
  values: method(valuesRequestSchema).returns<MetricColumn[]>(),
  /**
   * Of each of the runs, the steps at which attention was kept, ascending, and the sentences; null for those that are gone or
   * cannot be read.
   */
  snapshots: method(someRunsSchema).returns<(SnapshotIndex | null)[]>(),
  /** What was kept of one sentence at the latest kept step that is not after `step`. @throws not-found */
  snapshot: method(
    z.strictObject({ run: runIdSchema, step: stepSchema, sentence: z.int().min(0) }),
  ).returns<Snapshot>(),
  /**
   * Of each of the runs, what is measured of the maps that it kept of its watched sentences, step by step and head by head; null
   * for those that are gone or cannot be read. What was measured is remembered for a while.
   */
  emergence: method(emergenceRequestSchema).returns<(Emergence | null)[]>(),
  /** Newest first. */
  checkpoints: method(oneRunSchema).returns<CheckpointInfo[]>(),
  /** Deletes kept checkpoints; best and last stay. @throws not-found; bad-usage without a bound */
  prune: method(pruneRequestSchema).returns<PrunedRun[]>(),
  /**
   * Decodes lines with a stored checkpoint in a worker of its own. Without lines it only tells whether it could.
   * @throws not-found, bad-usage, storage
   */
  translate: method(translateRequestSchema).returns<Translation[]>(),
  /**
   * How probable a stored checkpoint finds the tokens of given targets, with the reference fed: forced decoding. Null
   * where the source has no tokens. Without lines it only tells whether it could. @throws not-found, bad-usage, storage
   */
  scoreReferences: method(scoreReferencesRequestSchema).returns<(ReferenceScore | null)[]>(),
  /**
   * Everything that the model of a run makes of one sentence, at the checkpoint that is nearest to a step. Ask each run of a
   * comparison by itself: answers come as they are found, and the models stay loaded for the next question.
   * @throws not-found, bad-usage where the source has no token, storage, diverged
   */
  ask: method(askRequestSchema).returns<RunAnswer>(),
  /**
   * Scores runs on the validation pairs they have in common and says how sure the differences are. Decodes with stored
   * checkpoints; what was decoded is kept for a while. A run that cannot be compared, for want of a checkpoint or of common
   * pairs, is left out. @throws not-found, bad-usage where fewer than two are left
   */
  compare: method(comparisonRequestSchema).returns<Comparison>(),
  /** The model of a stored checkpoint as a safetensors file, its tensors under the names that they have here. @throws not-found */
  exportWeights: method(z.strictObject({ run: runIdSchema, checkpoint: checkpointNameSchema })).returns<{
    content: Uint8Array
  }>(),
  /** The model of a stored checkpoint as a PyTorch package, its files in memory. @throws not-found, bad-configuration */
  exportPytorch: method(z.strictObject({ run: runIdSchema, checkpoint: checkpointNameSchema })).returns<{
    files: PackageFile[]
  }>(),
  /**
   * The way back: weights trained in PyTorch become a finished run, named as the package's run where no name is given.
   * Files that are no part of a package are not looked at.
   * @throws bad-data with every tensor that does not fit, bad-configuration; then nothing was stored
   */
  importPytorch: method(z.strictObject({ files: z.array(packageFileSchema), name: runNameSchema.optional() })).returns<{
    run: string
  }>(),
  /** The runs of the example that comes with Saccade become runs of this history; those that are there stay. */
  openExample: method().returns<{ runs: RunId[] }>(),
  log: method(oneRunSchema).returns<LogLine[]>(),
  transitions: method(oneRunSchema).returns<Transition[]>(),
}
export type RunService = Callable<typeof runService>
/** The same for those who write it. */
export type RunHandlers = Handlers<typeof runService>

import { z } from 'zod'
import { METRIC_NAMES } from '../metrics.ts'
import { pairOutputsSchema, validationPairSchema } from '../outputs/pair-outputs.ts'
import { type Api, method } from '../rpc/contract.ts'
import { attentionMapSchema } from './attention.ts'
import { anyNumberSchema, stepSchema } from './values.ts'

const checkpointSchema = z.strictObject({
  step: stepSchema,
  /** File name inside the run's `checkpoints` folder; the file is complete and flushed. */
  file: z.string(),
  bytes: z.int().min(0),
  /** `kept` ones have the model alone: they can be asked, but not gone on from. */
  kind: z.enum(['last', 'best', 'kept']),
})
export type CheckpointRecord = z.output<typeof checkpointSchema>

const validationOutputsSchema = z.strictObject({
  /** The pairs that are evaluated, with the first outputs that a worker sends; those after it are of the same pairs. */
  pairs: z.array(validationPairSchema).readonly().optional(),
  /** How many validation pairs there are in all. */
  among: z.int().min(0),
  outputs: pairOutputsSchema,
})
/** What an evaluation decoded. */
export type ValidationOutputs = z.output<typeof validationOutputsSchema>

const evaluationSchema = z.strictObject({
  step: stepSchema,
  /** Empty where the run only paused or stopped here: then there is a checkpoint but was no evaluation. */
  metrics: z.partialRecord(z.enum(METRIC_NAMES), anyNumberSchema),
  checkpoints: z.array(checkpointSchema).readonly(),
  /** Checkpoint files that the new ones replace; the host deletes them once the rows are stored. */
  superseded: z.array(z.string()).readonly(),
  /** Where `evaluation.keep` wants them. */
  decoded: validationOutputsSchema.optional(),
})
export type EvaluationRecord = z.output<typeof evaluationSchema>

const snapshotSentenceSchema = z.strictObject({
  index: z.int().min(0),
  text: z.string(),
  maps: z.array(attentionMapSchema).readonly(),
})
export type SnapshotSentence = z.output<typeof snapshotSentenceSchema>

const snapshotSchema = z.strictObject({ step: stepSchema, sentences: z.array(snapshotSentenceSchema).readonly() })
export type SnapshotRecord = z.output<typeof snapshotSchema>

/**
 * What the host offers the worker: a call here returns only when the data is safely stored, so that
 * nothing reported as finished can be lost.
 */
export const recorderContract = {
  recorder: {
    storeEvaluation: method(evaluationSchema).returns(),
    storeSnapshot: method(snapshotSchema).returns(),
  },
}
export type RecorderApi = Api<typeof recorderContract>['recorder']

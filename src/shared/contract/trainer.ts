import { z } from 'zod'
import { configurationSchema } from '../config/configuration.ts'
import type { ErrorData } from '../errors.ts'
import type { MetricName } from '../metrics.ts'
import type { PairOutputs } from '../outputs/pair-outputs.ts'
import { type Api, type Handlers, method } from '../rpc/contract.ts'
import { type ModelAnswer, questionShape } from './asking.ts'
import type { WatchedSentence } from './attention.ts'
import { decodingMethodSchema } from './decoding.ts'
import { scoreModuleSchema } from './scores.ts'
import type { ReferenceScore, Translation } from './translation.ts'

const engineWishSchema = z.strictObject({
  device: z.enum(['auto', 'cpu', 'gpu']),
  engine: z.enum(['auto', 'tensorflow', 'wasm']),
})

/** What computes, as the worker found it; what older versions stored of it may lack what is optional. */
export const engineDescriptionSchema = z.looseObject({
  engine: z.enum(['tensorflow', 'wasm']),
  /** Version of TensorFlow or of tfjs' WASM backend. */
  version: z.string(),
  device: z.enum(['cpu', 'gpu']),
  deviceName: z.string(),
  threads: z.object({ interOp: z.number(), intraOp: z.number() }),
  /** Why nothing better runs; empty when nothing better could. */
  whyNotBetter: z.string(),
  /** The command that would get it; empty when there is none. */
  fix: z.string(),
  /** On TensorFlow, whether Saccade's own fused operations are used; else why not, and the command that would get them. */
  kernels: z
    .object({
      used: z.boolean(),
      why: z.string(),
      fix: z.string(),
      /** Whether they multiply on the processor's tile units (AMX), which round otherwise. */
      tileUnits: z.boolean().optional(),
    })
    .optional(),
})
export type EngineDescription = z.output<typeof engineDescriptionSchema>

const resumePointSchema = z.strictObject({
  /** The path of the checkpoint's file. */
  file: z.string(),
  /** What a user can do when the file turns out to be damaged. */
  otherwise: z.string(),
  /** What the run was trained on so far; null where that is not known. */
  engine: engineDescriptionSchema.nullable(),
  /** Whether the user has said yes to going on with another engine. */
  engineChange: z.boolean(),
})
export type ResumePoint = z.output<typeof resumePointSchema>

/** What the configuration's own score was when the user said yes to it; null where it has none. */
const scoreSchema = scoreModuleSchema.nullable().optional()

const trainRequestSchema = z.strictObject({
  configuration: configurationSchema,
  /** The run's own folder: checkpoints are written to `<folder>/checkpoints`. */
  folder: z.string(),
  /** The folder of all imported datasets. */
  datasets: z.string().optional(),
  /** Checkpoint to go on from; null starts anew. */
  checkpoint: resumePointSchema.nullable(),
  score: scoreSchema,
})
export type TrainRequest = z.output<typeof trainRequestSchema>

/** Which model is asked. */
const storedModelSchema = z.strictObject({
  checkpoint: z.string(),
  /** Configuration of the run the checkpoint belongs to. */
  configuration: configurationSchema,
  score: scoreSchema,
})
export type StoredModelRequest = z.output<typeof storedModelSchema>

const translateRequestSchema = storedModelSchema.extend({
  lines: z.array(z.string()),
  /** Reference targets: where given, also attends teacher-forced. */
  targets: z.array(z.string()).optional(),
  attention: z.boolean(),
  /** Without it, greedy. */
  decoding: decodingMethodSchema.optional(),
  /** Every output begins with these tokens, whatever the model would have chosen. */
  prefix: z.string().optional(),
})
export type TranslateRequest = z.output<typeof translateRequestSchema>

const scoreReferencesRequestSchema = storedModelSchema.extend({
  lines: z.array(z.string()),
  /** One a line. */
  targets: z.array(z.string()),
})
export type ScoreReferencesRequest = z.output<typeof scoreReferencesRequestSchema>

const askSchema = storedModelSchema.extend(questionShape)
export type AskRequest = z.output<typeof askSchema>
const links = z.array(z.tuple([z.int(), z.int()]).readonly()).readonly()
const decodePairsRequestSchema = storedModelSchema.extend({
  pairs: z.array(
    z.strictObject({
      source: z.array(z.string()).readonly(),
      target: z.array(z.string()).readonly(),
      alternatives: z.array(z.array(z.string()).readonly()).readonly(),
      alignment: z.strictObject({ sure: links, possible: links }).nullable(),
    }),
  ),
})
export type DecodePairsRequest = z.output<typeof decodePairsRequestSchema>

/** What the worker offers its host. One worker trains one run, or answers questions about one. */
const trainerService = {
  describeEngine: method(engineWishSchema).returns<EngineDescription>(),
  /** Trains until done, stopped or failed. Rejects with the reason of a failure. */
  train: method(trainRequestSchema).returns<TrainOutcome>(),
  /** Takes effect between two steps; answers when the run holds still, its checkpoint written. */
  pause: method().returns<{ step: number }>(),
  resume: method().returns(),
  /** Takes effect between two steps: writes the last checkpoint; `train` then answers with state `stopped`. */
  stop: method().returns(),
  /** Decodes lines of text with a checkpoint; one result per line, in order. */
  translate: method(translateRequestSchema).returns<Translation[]>(),
  /** Scores given targets with a checkpoint; one result per pair, in order. */
  scoreReferences: method(scoreReferencesRequestSchema).returns<(ReferenceScore | null)[]>(),
  /** Everything that a checkpoint's model makes of one sentence. Models asked last stay loaded. */
  ask: method(askSchema).returns<ModelAnswer>(),
  /** Decodes validation pairs with a checkpoint as an evaluation does; one row a pair, in order. */
  decodePairs: method(decodePairsRequestSchema).returns<PairOutputs>(),
  ping: method().returns<{ step: number }>(),
}
export const trainerContract = { trainer: trainerService }
export type TrainerApi = Api<typeof trainerContract>['trainer']
export type TrainerHandlers = Handlers<typeof trainerService>

export type MetricValues = Partial<Record<MetricName, number>>

export interface TrainOutcome {
  readonly state: 'finished' | 'stopped'
  readonly step: number
  readonly reason: 'steps' | 'epochs' | 'early stopping' | 'goal reached' | 'stopped by the user'
}

/** What the worker reports while training, in order. The host answers `stored` events before the trainer goes on. */
export interface TrainerEvents {
  /** Once, before step 1 (also after a resume): what the data came to. */
  prepared: PreparedInfo
  /** Metrics of training steps, batched. */
  steps: { rows: readonly { step: number; metrics: MetricValues }[] }
  progress: TrainerProgress
  log: { level: 'info' | 'warning'; text: string }
}

export interface TrainerProgress {
  readonly phase: 'preparing' | 'compiling' | 'training' | 'evaluating' | 'paused'
  readonly step: number
  readonly steps: number
  readonly epoch: number
  /** Estimated seconds until the step limit; null while unknown. */
  readonly secondsLeft: number | null
  /** A sentence for a person, such as “reading the pairs”. */
  readonly text: string
}

export interface PreparedInfo {
  readonly engine: EngineDescription
  readonly parameters: number
  readonly trainPairs: number
  readonly validPairs: number
  /** Pairs left out for their length. */
  readonly tooLong: number
  readonly sourceVocabulary: number
  readonly targetVocabulary: number
  /** Share of validation tokens that are `<unk>`. */
  readonly unknownRate: number
  readonly stepsPerEpoch: number
  /**
   * What it is trained on: the digest of all pairs, training and validation, as a dataset of them has it, and the bytes of
   * their text. Left out for generated pairs, and by older versions.
   */
  readonly data?: { readonly digest: string; readonly bytes: number }
  readonly watched: readonly WatchedSentence[]
}

/** How a failure travels from worker to host with its log. */
export interface TrainerFailure {
  readonly error: ErrorData
  readonly step: number
}

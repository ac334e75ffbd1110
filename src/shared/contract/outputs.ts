import { z } from 'zod'
import { MOST_RUNS_BESIDE } from '../outputs/output-fields.ts'
import type { ValidationPair } from '../outputs/pair-outputs.ts'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import { datasetIdSchema } from '../datasets/rows.ts'
import {
  COMPARED_METRICS,
  type ComparedMetric,
  type Estimate,
  type LeftOutRun,
  comparisonRequestSchema,
} from './comparison.ts'
import { type RunId, checkpointNameSchema, manyRunsSchema, runIdSchema } from './values.ts'

const besideSchema = z
  .array(runIdSchema)
  .min(1)
  .max(MOST_RUNS_BESIDE)
  .refine((runs) => new Set(runs).size === runs.length, 'Name each run once')

const findRequestSchema = z.strictObject({
  /** In their order: the first is A in queries, the second B. */
  runs: besideSchema,
  checkpoint: checkpointNameSchema,
  /** A query over {@link outputFields}; empty for all pairs. */
  where: z.string().max(2000).default(''),
  /** A field that holds a number, as the query has it; without one, in the order of the data. */
  sort: z.strictObject({ field: z.string().max(100), descending: z.boolean().default(false) }).optional(),
  offset: z.int().min(0).default(0),
  count: z.int().min(0).max(1000).default(100),
  /** Decode what is not kept. */
  make: z.boolean().default(false),
})
export type FindOutputsRequest = z.input<typeof findRequestSchema>
export type CompleteFindRequest = z.output<typeof findRequestSchema>

/** What one run says of one pair. */
export interface FoundOutput {
  readonly tokens: readonly string[]
  readonly score: number
  readonly exact: boolean
  readonly edits: number
  /** NaN without gold or attention. */
  readonly alignmentError: number
}

export interface FoundPair extends ValidationPair {
  /** Source and target as text. */
  readonly sourceText: string
  readonly targetText: string
  /** In the order of the runs found. */
  readonly outputs: readonly FoundOutput[]
}

/** A run whose outputs are looked at, with what it makes of the pairs that were found. */
export interface FoundRun {
  readonly run: RunId
  /** Of the checkpoint that said it. */
  readonly step: number
  /** Share that equals a reference; NaN of none. */
  readonly exact: number
  /** Edits over reference tokens. */
  readonly errorRate: number
}

export interface FoundOutputs {
  readonly runs: readonly FoundRun[]
  /** Pairs that all these runs are evaluated on, and how many of them fit. */
  readonly pairs: number
  readonly found: number
  /** Of those that fit, the ones asked for. */
  readonly rows: readonly FoundPair[]
  /** Runs whose checkpoint can be asked, but was not yet. */
  readonly notDecoded: readonly RunId[]
  /** Runs that cannot be beside the others. */
  readonly leftOut: readonly LeftOutRun[]
}

/** What is kept of one checkpoint's outputs. */
export interface KeptOutputsInfo {
  readonly run: RunId
  readonly step: number
  readonly pairs: number
  /** Of the last pairs, for which `evaluation.keep` had no room. */
  readonly leftOut: number
  readonly bytes: number
}

const rowErrorsRequestSchema = z.strictObject({
  dataset: datasetIdSchema,
  /** A query over the rows of the dataset. */
  where: z.string().max(2000),
  /** Those of the runs that were trained on it; all of them without. */
  runs: manyRunsSchema.optional(),
  checkpoint: z.enum(['best', 'last']).default('best'),
  metric: z.enum(COMPARED_METRICS).default('token-error-rate'),
  resamples: comparisonRequestSchema.shape.resamples.default(1000),
  seed: comparisonRequestSchema.shape.seed.default(12_345),
  /** Decode what is not kept. */
  make: z.boolean().default(false),
})
export type RowErrorsRequest = z.input<typeof rowErrorsRequestSchema>
export type CompleteRowErrorsRequest = z.output<typeof rowErrorsRequestSchema>

/** A part of the pairs that a run evaluates. */
export interface ScoredPairs {
  readonly pairs: number
  /** NaN of no pairs. */
  readonly score: Estimate
}

export interface RunOnRows {
  readonly run: RunId
  readonly name: string
  /** Of the checkpoint that said it. */
  readonly step: number
  readonly inside: ScoredPairs
  readonly outside: ScoredPairs
  /** How far the score inside is above that outside; null where one of them has no pair. */
  readonly difference: Estimate | null
}

/** How runs do on some rows of the dataset that they were trained on, and on the rest. */
export interface RowErrors {
  readonly metric: ComparedMetric
  readonly resamples: number
  readonly seed: number
  /** The run that was made last comes first. */
  readonly runs: readonly RunOnRows[]
  /** Runs whose checkpoint can be asked, but was not yet. */
  readonly notDecoded: readonly RunId[]
  /** Runs that cannot be looked at. */
  readonly leftOut: readonly LeftOutRun[]
}

/** What runs say of the validation pairs that they are evaluated on. */
export const outputService = {
  /** What is kept, ascending by step. @throws not-found */
  kept: method(z.strictObject({ runs: manyRunsSchema })).returns<KeptOutputsInfo[]>(),
  /**
   * Those of the runs whose checkpoint can be asked, but of which nothing is kept. What cannot be asked at all is left to
   * `find` and `compare` to explain.
   */
  lacking: method(z.strictObject({ runs: manyRunsSchema, checkpoint: checkpointNameSchema })).returns<RunId[]>(),
  /**
   * The outputs of runs beside each other, filtered, sorted and paged. With `make`, checkpoints decode what is not kept,
   * which takes a while: `decoding` events tell how far it is, and giving the call up ends it.
   * @throws not-found; bad-usage where the query or the field to sort by cannot be read
   */
  find: method(findRequestSchema).returns<FoundOutputs>(),
  /**
   * How the runs that were trained on a dataset do on those of their validation pairs that are rows of a query, and on
   * the rest. `make` is as in `find`.
   * @throws not-found; bad-usage where the query cannot be read, or a run was not trained on the dataset
   */
  onRows: method(rowErrorsRequestSchema).returns<RowErrors>(),
}
export type OutputService = Callable<typeof outputService>
export type OutputHandlers = Handlers<typeof outputService>

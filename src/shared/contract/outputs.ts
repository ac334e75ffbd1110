import { z } from 'zod'
import { MOST_RUNS_BESIDE } from '../outputs/output-fields.ts'
import type { ValidationPair } from '../outputs/pair-outputs.ts'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import type { LeftOutRun } from './comparison.ts'
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
}
export type OutputService = Callable<typeof outputService>
export type OutputHandlers = Handlers<typeof outputService>

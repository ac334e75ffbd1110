import { z } from 'zod'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import type { RunId } from './runs.ts'
import { type SweepId, sweepIdSchema } from './sweeps.ts'
import { boardIdSchema, type BoardId } from './boards.ts'
import { namedTaskSchema, taskSchema } from './task.ts'
import { manyRunsSchema } from './values.ts'

/** Which checkpoints of each run go along. */
export const BUNDLED_CHECKPOINTS = ['all', 'best', 'none'] as const
export type BundledCheckpoints = (typeof BUNDLED_CHECKPOINTS)[number]

const pathSchema = z.string().min(1).max(4096)
const fileSchema = z.string().max(100)

const wishShape = {
  runs: manyRunsSchema.default([]),
  board: boardIdSchema.optional(),
  sweep: sweepIdSchema.optional(),
  checkpoints: z.enum(BUNDLED_CHECKPOINTS).default('all'),
}

/** Runs, or a board or a sweep with its runs, as one file that another data folder takes in. */
export const bundleService = {
  /**
   * Writes runs to a new file of the user's, whole or not at all; those of a board or a sweep too where one is named. Runs that train go as
   * they are now. @throws not-found, bad-usage where there is nothing to write or the file is there, storage, aborted
   */
  export: method(
    z.strictObject({
      ...wishShape,
      path: pathSchema,
      task: namedTaskSchema,
    }),
  ).returns<ExportedBundle>(),
  /**
   * Takes in what a file holds, whole or not at all. Runs that are here already get what they lack, and are left as they are else.
   * @throws bad-data where it is no bundle, damaged, of a newer version or not to be trusted; storage, aborted
   */
  import: method(
    z.strictObject({
      path: pathSchema,
      /** It is a copy that was handed over with `datasets.uploadPart`, and goes afterwards. */
      handedOver: z.boolean().default(false),
      task: namedTaskSchema,
    }),
  ).returns<ImportedBundle>(),
  /** The same as `export`, to be fetched piece by piece: for windows, which may be on another machine. */
  prepare: method(z.strictObject({ ...wishShape, task: namedTaskSchema })).returns<PreparedBundle>(),
  /** Some bytes of a prepared bundle; none at its end. @throws not-found */
  piece: method(z.strictObject({ file: fileSchema, offset: z.int().min(0) })).returns<Uint8Array>(),
  /** It was fetched, or is not wanted any more. */
  release: method(z.strictObject({ file: fileSchema })).returns(),
  /** Gives up an export or an import by the name that it was given. */
  stop: method(z.strictObject({ task: taskSchema })).returns(),
}
export type BundleService = Callable<typeof bundleService>
export type BundleHandlers = Handlers<typeof bundleService>

export interface ExportedBundle {
  readonly path: string
  readonly bytes: number
  readonly runs: readonly RunId[]
  /** What is not in it, in words. */
  readonly notes: readonly string[]
}

export interface PreparedBundle extends Omit<ExportedBundle, 'path'> {
  /** Names it in the calls that follow. */
  readonly file: string
}

export interface ImportedRun {
  readonly run: RunId
  readonly name: string
  /** Its id in the bundle, which another run has here. */
  readonly was: RunId
  /** `known`: just this run is here already. `restored`: it was here, and deleted. */
  readonly outcome: 'new' | 'known' | 'restored'
  /** What a run that was here lacked and has now, in words, such as “2 checkpoints”; else it was left as it is. */
  readonly added: readonly string[]
  /** It was trained with a score of somebody's own, whose code is not run before the user has said yes to it. */
  readonly asksAboutScore: boolean
}

export interface ImportedBundle {
  readonly runs: readonly ImportedRun[]
  readonly board: { readonly board: BoardId; readonly name: string; readonly outcome: 'new' | 'known' } | null
  readonly sweep: ImportedSweep | null
}

export interface ImportedSweep {
  readonly sweep: SweepId
  readonly name: string
  /** `known`: it is here already and stays as it is, but for runs that it lacked. `updated`: the bundle was of a later state of it. */
  readonly outcome: 'new' | 'known' | 'updated'
  /** Why the sweep here stays as it is though the bundle has more of it; else empty. */
  readonly kept: string
  /** How many runs of the bundle became runs of it here. */
  readonly joined: number
  /** How many of its runs went on elsewhere, and are here as they are there; as they were, they stay beside the sweep. */
  readonly replaced: number
}

import { z } from 'zod'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import type { RunId } from './runs.ts'
import { boardIdSchema, type BoardId } from './boards.ts'
import { manyRunsSchema } from './values.ts'

/** Which checkpoints of each run go along. */
export const BUNDLED_CHECKPOINTS = ['all', 'best', 'none'] as const
export type BundledCheckpoints = (typeof BUNDLED_CHECKPOINTS)[number]

const pathSchema = z.string().min(1).max(4096)
/** Under which name `bundleProgress` tells how far the work is. */
const taskSchema = z.string().max(100).default('')

/** Runs, or a board with its runs, as one file that another data folder takes in. */
export const bundleService = {
  /**
   * Writes runs to a new file of the user's, whole or not at all; those of a board too where one is named. Runs that train go as
   * they are now. @throws not-found, bad-usage where there is nothing to write or the file is there, storage, aborted
   */
  export: method(
    z.strictObject({
      runs: manyRunsSchema.default([]),
      board: boardIdSchema.optional(),
      checkpoints: z.enum(BUNDLED_CHECKPOINTS).default('all'),
      path: pathSchema,
      task: taskSchema,
    }),
  ).returns<ExportedBundle>(),
  /**
   * Takes in what a file holds, whole or not at all. What is here already is told and left as it is.
   * @throws bad-data where it is no bundle, damaged or not to be trusted; newer-version, storage, aborted
   */
  import: method(z.strictObject({ path: pathSchema, task: taskSchema })).returns<ImportedBundle>(),
  /** Gives up an export or an import by the name that it was given. */
  stop: method(z.strictObject({ task: z.string().max(100) })).returns(),
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

export interface ImportedRun {
  readonly run: RunId
  readonly name: string
  /** Its id in the bundle, which another run has here. */
  readonly was: RunId
  /** `known`: just this run is here already, and was left as it is. `restored`: it was here, and deleted. */
  readonly outcome: 'new' | 'known' | 'restored'
  /** It was trained with a score of somebody's own, whose code is not run before the user has said yes to it. */
  readonly asksAboutScore: boolean
}

export interface ImportedBundle {
  readonly runs: readonly ImportedRun[]
  readonly board: { readonly board: BoardId; readonly name: string; readonly outcome: 'new' | 'known' } | null
}

/** How far an export or an import is. */
export interface BundleProgress {
  /** As the caller called the work. */
  readonly task: string
  readonly text: string
  readonly done: number
  readonly total: number
}

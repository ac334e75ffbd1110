import { z } from 'zod'
import type { Board } from '../board/board.ts'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import type { JsonObject } from '../config/assign.ts'
import { namedTaskSchema, taskSchema } from './task.ts'
import { jsonObjectSchema } from './values.ts'

/** Short lower-case identifier, unique in the data folder, such as `b7k2m9`. */
export const boardIdSchema = z.string().regex(/^[\w-]{1,100}$/)
export type BoardId = z.output<typeof boardIdSchema>

// Whatever is asked for, that there is none is said of it.
const oneBoardSchema = z.strictObject({ board: z.string().max(100) })

/** A saved board in a list. */
export interface BoardSummary {
  readonly id: BoardId
  readonly name: string
  readonly created: number // milliseconds since 1970
  readonly updated: number
  readonly runs: number
  readonly panels: number
  /** Why what is stored of it cannot be shown; left out where it can. */
  readonly unreadable?: string
}

export interface SavedBoard extends BoardSummary {
  readonly board: Board
  /** The same as it is stored, with what this version does not know: what is saved again is this, so that nothing is lost. */
  readonly json: JsonObject
  /** What a board of a newer version holds that this one does not know, in words. */
  readonly notes: readonly string[]
}

export interface BoardReport {
  /** UTF-8. */
  readonly page: Uint8Array
  readonly runs: number
  /** What is not in it, in sentences. */
  readonly notes: readonly string[]
}

export const boardService = {
  /** Last saved first. */
  list: method().returns<BoardSummary[]>(),
  /** @throws not-found; bad-data where what is stored is no board */
  get: method(oneBoardSchema).returns<SavedBoard>(),
  /**
   * Stores a board under its name: a new one, or over the one of that id. An id that is not there any more is taken
   * again, so that a deletion can be undone; with `created` as what it was then.
   * @throws bad-data where it is no board, or larger than one may be; wrong-state where it was saved elsewhere since `expected`
   */
  save: method(
    z.strictObject({
      id: boardIdSchema.optional(),
      board: jsonObjectSchema,
      /** `updated` of the saved board that this one was opened from; without it, whatever is there is replaced. */
      expected: z.number().optional(),
      /** Milliseconds since 1970; of a board that is there already it stays. */
      created: z.number().min(0).optional(),
    }),
  ).returns<SavedBoard>(),
  /**
   * The board with all that is shown of its runs as one page (HTML) that needs neither host nor network; notes say what it leaves
   * out. `reportProgress` tells how far it is. @throws not-found where none of its runs is there; bad-usage where it is too much;
   * aborted
   */
  report: method(
    z.strictObject({
      board: jsonObjectSchema,
      task: namedTaskSchema,
      /** All outputs of the runs, however many they are; else those that come first where they are very many. */
      allOutputs: z.boolean().optional(),
    }),
  ).returns<BoardReport>(),
  /** Gives up a report by the name that it was given. */
  stopReport: method(z.strictObject({ task: taskSchema })).returns(),
  /** @throws not-found */
  remove: method(oneBoardSchema).returns(),
}
export type BoardService = Callable<typeof boardService>
export type BoardHandlers = Handlers<typeof boardService>

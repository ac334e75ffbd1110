import { z } from 'zod'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import { type RunId, manyRunsSchema, oneRunSchema } from './values.ts'

/** More runs at a time than this no machine is shared by. */
export const MOST_AT_ONCE = 64

export const atOnceSchema = z.int().min(1).max(MOST_AT_ONCE)

export const queueService = {
  get: method().returns<QueueState>(),
  /**
   * How many runs train at a time, and whether the queue is held: then nothing new starts. What is left out stays; both are
   * kept in the history. Runs that train already keep the cores that they were started with.
   */
  set: method(z.strictObject({ atOnce: atOnceSchema.optional(), held: z.boolean().optional() })).returns(),
  /** Puts waiting runs in this order; those not named come behind, in the order they have. Others are passed over. */
  order: method(z.strictObject({ runs: manyRunsSchema })).returns(),
  /** Puts a waiting run before all others. @throws wrong-state, not-found */
  next: method(oneRunSchema).returns(),
  /** Holds the queue, so that nothing new starts and no place is lost, and pauses all that trains. Answers when all hold still. */
  pauseAll: method().returns(),
  /** Lets the queue go on, and all paused runs before those that wait. */
  resumeAll: method().returns(),
  /** Stops all that trains or is paused, each with a checkpoint; with `waiting` also what waits, else the next of it starts. */
  stopAll: method(z.strictObject({ waiting: z.boolean() })).returns(),
}
export type QueueService = Callable<typeof queueService>
/** The same for those who write it. */
export type QueueHandlers = Handlers<typeof queueService>

export interface QueueState {
  /** How many runs train at a time. */
  readonly atOnce: number
  /** Nothing new starts. A paused run that is told to go on does. */
  readonly held: boolean
  /** Of the machine; runs that train at a time share them evenly. */
  readonly cores: number
  /** Runs that have a worker, those that stand still for a pause too, in the order in which they started. */
  readonly active: readonly ActiveShare[]
  /** In the order in which they will start. */
  readonly waiting: readonly RunId[]
}

export interface ActiveShare {
  readonly run: RunId
  /** How many of the cores it was given when it started. */
  readonly cores: number
}

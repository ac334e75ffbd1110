import { z } from 'zod'
import type { JsonObject } from '../config/assign.ts'
import { type Callable, type Handlers, method } from '../rpc/contract.ts'
import type { RunState } from '../run-state.ts'
import type { Decision } from '../sweeps/decisions.ts'
import type { SweepMetric } from '../sweeps/expand.ts'
import type { Point } from '../sweeps/points.ts'
import { slurmSettingsSchema } from '../sweeps/slurm-settings.ts'
import type { Stopping } from '../sweeps/sweep.ts'
import type { RunId } from './runs.ts'
import { jsonObjectSchema } from './values.ts'

/** Short lower-case identifier, unique in the data folder, such as `s7k2m9`. Of another form there is none, and that is what is said. */
export const sweepIdSchema = z.string().max(100)
export type SweepId = z.output<typeof sweepIdSchema>

/** `finished`: nothing of it trains or waits any more. It goes on where it is extended. */
export type SweepState = 'running' | 'paused' | 'stopped' | 'finished'

/** How many runs are in which state; `halted` ones wait at a rung, `deleted` ones are gone. */
export interface SweepCounts {
  readonly waiting: number
  readonly training: number
  readonly paused: number
  readonly halted: number
  readonly finished: number
  readonly stopped: number
  readonly failed: number
  readonly interrupted: number
  readonly deleted: number
}

export interface SweepSummary {
  readonly id: SweepId
  readonly name: string
  readonly state: SweepState
  /** Why, where there is something to say. */
  readonly reason: string
  readonly created: number // milliseconds since 1970
  readonly updated: number
  /** How many runs it stands for. */
  readonly runs: number
  readonly counts: SweepCounts
  /** Trained so far, and those that all runs have to their ends. */
  readonly steps: { readonly done: number; readonly planned: number }
  readonly metric: SweepMetric
  /** At the best evaluation of all. */
  readonly best: {
    readonly run: RunId
    readonly label: string
    readonly value: number
    readonly step: number
  } | null
  /** Paths of the settings that vary, the seed among them where it does. */
  readonly varied: readonly string[]
  readonly stopping: Stopping['kind']
  /** The folder whose tasks are its runs, and how many have not come in from there; null where it trains in the queue. */
  readonly tasks: { readonly folder: string; readonly open: number } | null
  /** Why what is stored of it cannot be read; left out where it can. */
  readonly unreadable?: string
}

/** A run of a sweep, whether it is there yet or not any more. */
export interface SweepRun {
  readonly number: number
  readonly label: string
  readonly point: Point
  readonly steps: number
  /** Null where it was deleted. */
  readonly run: RunId | null
  readonly state: RunState | null
  /** Trained so far. */
  readonly step: number
  /** Whether it waits at a rung for others to come as far. */
  readonly halted: boolean
  /** By the metric of the sweep; null before its first evaluation. */
  readonly best: { readonly value: number; readonly step: number } | null
}

export interface SweepDetail extends SweepSummary {
  /** As a file has it. */
  readonly sweep: JsonObject
  /** In the order in which they are trained. */
  readonly plan: readonly SweepRun[]
  /** What the rule that ends runs early has decided, in its order. */
  readonly decisions: readonly Decision[]
  /** Steps of the rungs of halving; empty without. */
  readonly rungs: readonly number[]
}

/** How long a run takes, and where that is known from. */
export interface SweepEstimate {
  /** Of all runs one after the other, each to its end; null where nothing is known. */
  readonly seconds: number | null
  /** The same where the rule that ends runs early lets about so many go on as it asks for; null without one that can be reckoned. */
  readonly secondsWithStopping: number | null
  /** Runs at a time. */
  readonly atOnce: number
  /** How many runs were reckoned by former runs of the same shape, by a probe of it, and by probes of others. */
  readonly from: { readonly former: number; readonly probed: number; readonly others: number }
  /** Of all runs, steps a second, evaluations included. */
  readonly stepsPerSecond: number | null
}

/** A task of a folder that a sweep was written to, as its process wrote it down. */
export interface SweepTask {
  /** From 0, as the tasks of the folder are numbered. */
  readonly number: number
  readonly label: string
  /**
   * `waiting`: nobody has begun with it. `stopped`: with a checkpoint, by a signal. `lost`: its process ended without a word.
   * `unreadable`: it is finished, and what it left cannot be taken in.
   */
  readonly state: 'waiting' | 'starting' | 'running' | 'stopped' | 'finished' | 'failed' | 'lost' | 'unreadable'
  readonly reason: string
  readonly step: number
  readonly steps: number
  /** The end of its log, of one that neither finished nor is still to be trained. */
  readonly log: readonly string[]
  /** What Slurm says of it, such as `NODE_FAIL` or `CANCELLED (signal 9)`; empty where it was handed to none, or is forgotten there. */
  readonly slurm: string
  /** Whether Slurm trains it, or still has to. */
  readonly inHands: boolean
  /** The metric of the sweep at its evaluations so far, by ascending steps, thinned; of one that has not come in. */
  readonly curve: { readonly steps: readonly number[]; readonly values: readonly number[] }
  /** In this history; null where it is not in it, or was deleted. */
  readonly run: RunId | null
  /** Whether it came in just now. */
  readonly isNew: boolean
}

/** Slurm did not answer, and is not asked again for a while. */
export interface SlurmTrouble {
  readonly message: string
  /** When it was asked, and when it will be again, in milliseconds since 1970. */
  readonly at: number
  readonly again: number
}

/** How the tasks of a sweep stand. */
export interface SweepTasks {
  readonly sweep: SweepSummary
  readonly folder: string
  /** Whether they were handed to Slurm. */
  readonly inSlurm: boolean
  /** Why Slurm could not be asked; null where it could, or need not be. What it said before is told meanwhile. */
  readonly slurmTrouble: SlurmTrouble | null
  readonly tasks: readonly SweepTask[]
}

/** What became of a sweep that is to train elsewhere. */
export interface SubmittedSweep {
  readonly sweep: SweepSummary
  /** The job of Slurm that trains them; null where there is none, be it that all of them are in its hands already. */
  readonly job: string | null
  /** Numbers of the tasks that were handed over. */
  readonly handed: readonly number[]
}

const folderSchema = z.string().min(1).max(4096)
const oneSweepSchema = z.strictObject({ sweep: sweepIdSchema })
const newSweepSchema = z.strictObject({ sweep: jsonObjectSchema })

export const sweepService = {
  /** Last made first. */
  list: method().returns<SweepSummary[]>(),
  /** @throws not-found; bad-configuration where what is stored cannot be read */
  get: method(oneSweepSchema).returns<SweepDetail>(),
  /**
   * Makes a sweep with all its runs, which wait in the queue. All or nothing.
   * @throws bad-configuration with every problem, refused where code of the user's own was not said yes to
   */
  create: method(newSweepSchema).returns<SweepSummary>(),
  /** How long it would take: by former runs of the same shape, else by short trainings that are measured and kept nowhere. */
  estimate: method(newSweepSchema.extend({ probe: z.boolean() })).returns<SweepEstimate>(),
  /** Nothing of it starts any more, and what trains pauses. @throws wrong-state, not-found */
  pause: method(oneSweepSchema).returns<SweepSummary>(),
  /**
   * Goes on: what was paused, stopped with it or cut off, and what never started; `failed` ones again where that is asked for.
   * Nothing that has ended is trained again. @throws not-found; refused where runs have code that came in a bundle and was not said yes to
   */
  resume: method(oneSweepSchema.extend({ failed: z.boolean().default(false) })).returns<SweepSummary>(),
  /** Ends what trains, each with a checkpoint, and takes what waits out of the queue; it can go on. @throws not-found */
  stop: method(oneSweepSchema).returns<SweepSummary>(),
  /**
   * Gives a sweep another definition: runs that it has already stay as they are, those that are new wait behind them. One that
   * had finished goes on. @throws bad-configuration, not-found
   */
  extend: method(newSweepSchema.extend({ id: sweepIdSchema })).returns<SweepSummary>(),
  /**
   * Writes a sweep to a folder as numbered tasks, and with `slurm` hands them to Slurm in one array job. Where it is the folder of this
   * very sweep, what is lacking is written, and what is neither finished nor in Slurm's hands handed over. The sweep is remembered with
   * its folder, from which what is finished comes in by itself; `stop` and `resume` are then words to Slurm.
   * @throws bad-configuration, bad-data, bad-usage, refused, storage
   */
  submit: method(
    newSweepSchema.extend({ folder: folderSchema, slurm: slurmSettingsSchema.nullable() }),
  ).returns<SubmittedSweep>(),
  /** How the tasks of a sweep stand; takes nothing in. @throws wrong-state where it trains here; storage, not-found */
  tasks: method(oneSweepSchema).returns<SweepTasks>(),
  /**
   * Takes in what tasks have finished, as runs of one sweep, each once, and tells how the others stand: of a folder, or of a sweep
   * that is remembered with one.
   * @throws bad-usage where it is no folder of a sweep, or one of a newer version; storage, aborted, wrong-state, not-found
   */
  collect: method(z.union([z.strictObject({ folder: folderSchema }), oneSweepSchema])).returns<SweepTasks>(),
  /**
   * Lets go of the folder of a sweep: nothing comes in from there any more, and what it has is all that it has, unless the folder is
   * collected again. @throws wrong-state where it has none; not-found
   */
  detach: method(oneSweepSchema).returns<SweepSummary>(),
  /** Forgets a sweep of which nothing trains; its runs stay. @throws wrong-state, not-found */
  remove: method(oneSweepSchema).returns(),
}
export type SweepService = Callable<typeof sweepService>
export type SweepHandlers = Handlers<typeof sweepService>

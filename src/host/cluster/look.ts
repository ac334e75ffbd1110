import fs from 'node:fs'
import type { SlurmTrouble, SweepTask } from '../../shared/contract/sweeps.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { evenly } from '../../shared/evenly.ts'
import type { MetricName } from '../../shared/metrics.ts'
import { within } from './answering.ts'
import { whileHandingOver } from './hand-over-lock.ts'
import { type Handed, handedOver, isInSlurm } from './slurm-record.ts'
import { type SlurmState, isOpen, isUnbegun, slurmStates, slurmText } from './slurm-states.ts'
import { isUnsure, settlePending } from './slurm.ts'
import { type SweepFolder, isThere, placesOfTask } from './sweep-folder.ts'
import { type Evaluations, NO_EVALUATIONS, curveOf, readOn } from './task-evaluations.ts'
import { type Heartbeat, LOG_LINES, type TaskState, heardOf, isAtWork, lookAtTaskState, standOf } from './task-state.ts'

/** Slurm is asked for the same folder no more often, in milliseconds. */
const SLURM_AGE = 15_000
/** Points of a curve. */
const POINTS = 60
/** Bytes of the end of a log. */
const LOG_BYTES = 16 * 1024

/** Where Slurm did not answer it is asked again after so long, and after twice as long each time, in milliseconds. */
const AGAIN = { first: 60_000, most: 900_000 }

/** How the tasks of a folder stand, as far as the folder and Slurm tell. */
export interface Look {
  readonly inSlurm: boolean
  readonly slurmTrouble: SlurmTrouble | null
  /** In their order. Of those that were said to be known, nothing was looked at. */
  readonly tasks: readonly SweepTask[]
}

interface Wish {
  readonly metric: MetricName
  /** Tasks that have come in, of which there is nothing to look at. */
  readonly known: (number: number) => SweepTask | undefined
  readonly signal?: AbortSignal | undefined
}

/** What was seen of the tasks of a sweep in a folder before. */
interface Seen {
  readonly evaluations: Map<number, Evaluations>
  readonly heartbeats: Map<number, Heartbeat>
  slurm: { readonly at: number; readonly states: ReadonlyMap<number, SlurmState> } | null
}

/** Does something after what else this process is at with a folder. */
type InTurn = <Result>(folder: string, deed: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>

/** Looks at folders again and again, and reads only what is new in them. */
export function createLooking(now: () => number, inTurn: InTurn = (_, deed) => deed()) {
  /** By the sweep and its folder: where one lay another may lie by now. */
  const seen = new Map<string, Seen>()
  const keyOf = (folder: string, { id, created }: SweepFolder) => `${id} ${created} ${folder}`
  /** Slurm is one for all folders. */
  let trouble: SlurmTrouble | null = null

  async function statesOf(folder: string, before: Seen, isAnyOpen: boolean, signal?: AbortSignal) {
    const handed = await within(folder, () => handedOver(folder))
    const inSlurm = isInSlurm(handed)
    const old = before.slurm?.states ?? new Map<number, SlurmState>()
    if (!inSlurm || !isAnyOpen) return { inSlurm, slurmTrouble: null, states: old }
    const { pending } = handed
    const known = trouble
    if (known && now() < known.again) return { inSlurm, slurmTrouble: known, states: old }
    if (before.slurm && now() - before.slurm.at < SLURM_AGE) return { inSlurm, slurmTrouble: null, states: old }
    try {
      const isCutOff = pending && !isUnsure(pending, now())
      const { jobs } = isCutOff ? await inTurn(folder, () => settled(folder, handed, signal), signal) : handed
      const { states, silence } = await slurmStates(folder, jobs, { former: old, signal })
      before.slurm = { at: now(), states }
      if (silence !== null) return { inSlurm, slurmTrouble: silentSince(known, silence), states }
      if (jobs.length > 0) trouble = null
      return { inSlurm, slurmTrouble: null, states }
    } catch (error) {
      signal?.throwIfAborted()
      // Elsewhere than where jobs are submitted nobody knows what Slurm says; results can be taken in all the same.
      return { inSlurm, slurmTrouble: silentSince(known, error), states: old }
    }
  }

  /** Of several looks that hear of the same silence, the first says when Slurm is asked again. */
  function silentSince(known: SlurmTrouble | null, error: unknown): SlurmTrouble {
    if (trouble && trouble !== known) return trouble
    const pause = trouble ? Math.min(AGAIN.most, 2 * (trouble.again - trouble.at)) : AGAIN.first
    return (trouble = { at: now(), again: now() + pause, message: toErrorData(error).message })
  }

  async function lookAt(
    folder: string,
    { evaluations, heartbeats }: Seen,
    { number, label, metric, inSlurm }: { number: number; label: string; metric: MetricName; inSlurm?: SlurmState },
  ): Promise<SweepTask> {
    const places = placesOfTask(folder, number)
    const state = await lookAtTaskState(places.state)
    const { step = 0, steps = 0, reason = '' } = state ?? {}
    const slurm = { slurm: inSlurm ? slurmText(inSlurm) : '', inHands: inSlurm !== undefined && isOpen(inSlurm) }
    const of = { number, label, step, steps, reason, ...slurm, run: null, isNew: false }
    if (await isThere(places.bundle)) {
      evaluations.delete(number)
      return { ...of, state: 'finished', log: [], curve: NO_CURVE }
    }
    const read = await readOn(places.evaluations, evaluations.get(number) ?? NO_EVALUATIONS)
    if (read.all.length > 0) evaluations.set(number, read)
    const heard = state && heardOf(state, heartbeats.get(number), now())
    if (heard) heartbeats.set(number, heard)
    // A network file system may tell of its end before its bundle.
    const isEnded = state?.state === 'finished'
    const stand = standIn(
      state && heard && { ...state, ...(isEnded && { state: 'running' }), heartbeat: heard.alive },
      inSlurm,
      now(),
    )
    const ended = stand === 'failed' || stand === 'lost' || (stand === 'stopped' && inSlurm !== undefined)
    const log = !ended ? [] : state && state.log.length > 0 ? state.log : await endOf(places.slurmLog)
    const told = stand === 'lost' && state ? { reason: isEnded ? BUNDLE_GONE : ownEndOf(state) } : {}
    return { ...of, ...told, state: stand, log, curve: thinned(curveOf(read, metric)) }
  }

  return {
    /** What Slurm said before is true no more. */
    forgetSlurm(): void {
      trouble = null
      for (const one of seen.values()) one.slurm = null
    },

    /** @throws storage where the folder does not answer; the reason of the signal */
    async look(folder: string, described: SweepFolder, { metric, known, signal }: Wish): Promise<Look> {
      const key = keyOf(folder, described)
      const before = seen.get(key) ?? { evaluations: new Map(), heartbeats: new Map(), slurm: null }
      seen.set(key, before)
      const { tasks } = described
      const isAnyOpen = [...tasks.keys()].some((number) => !known(number))
      const { states, ...slurm } = await statesOf(folder, before, isAnyOpen, signal)
      const found: SweepTask[] = []
      for (const [number, { label }] of tasks.entries()) {
        signal?.throwIfAborted()
        const inSlurm = states.get(number)
        const of = { number, label, metric, ...(inSlurm && { inSlurm }) }
        found.push(known(number) ?? (await within(folder, () => lookAt(folder, before, of))))
      }
      return { ...slurm, tasks: found }
    },
  }
}
/** With the job that was submitted when a hand-over was cut off; as it is while somebody hands over. @throws bad-usage */
async function settled(folder: string, handed: Handed, signal?: AbortSignal): Promise<Handed> {
  try {
    await whileHandingOver(folder, () => settlePending(folder, signal))
    return await handedOver(folder)
  } catch (error) {
    if (error instanceof SaccadeError && ['wrong-state', 'storage'].includes(error.code)) return handed
    throw error
  }
}

const BUNDLE_GONE = 'it had finished, and its bundle is not there'

/** Of a process that ended without a word. */
const ownEndOf = ({ machine, pid, heartbeat }: TaskState): string =>
  `its process ${pid} on ${machine} ended without a word, last alive at ${new Date(heartbeat).toISOString()}`

export type Looking = ReturnType<typeof createLooking>

export const NO_CURVE: SweepTask['curve'] = { steps: [], values: [] }

/** What a task wrote down, and what Slurm knows better. */
function standIn(state: TaskState | null, inSlurm: SlurmState | undefined, now: number): SweepTask['state'] {
  // Its silence may be no more than a clock that differs.
  if (inSlurm?.state === 'RUNNING' && state && isAtWork(state)) return state.state
  const own = standOf(state, now)
  // One of which Slurm only clears up will not be trained.
  if (!inSlurm || inSlurm.state === 'COMPLETING') return own
  // One that Slurm still has to train is not given up, whatever became of its process.
  if (isOpen(inSlurm)) {
    const begins = own === 'lost' || own === 'stopped' || (own === 'failed' && inSlurm.state === 'PENDING')
    return begins ? 'waiting' : own
  }
  // One that ended before it wrote anything down.
  return own === 'waiting' && !isUnbegun(inSlurm) ? 'lost' : own
}

function thinned({ steps, values }: { steps: readonly number[]; values: readonly number[] }): SweepTask['curve'] {
  const kept = evenly([...steps.keys()], POINTS)
  return { steps: kept.map((at) => steps[at] ?? 0), values: kept.map((at) => values[at] ?? NaN) }
}

/** The last lines of a file, none where it cannot be read. */
async function endOf(file: string): Promise<string[]> {
  try {
    const handle = await fs.promises.open(file)
    try {
      const { size } = await handle.stat()
      const bytes = new Uint8Array(Math.min(size, LOG_BYTES))
      await handle.read(bytes, 0, bytes.length, size - bytes.length)
      return new TextDecoder().decode(bytes).trimEnd().split('\n').slice(-LOG_LINES)
    } finally {
      await handle.close()
    }
  } catch {
    return []
  }
}

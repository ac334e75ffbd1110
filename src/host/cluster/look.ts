import fs from 'node:fs'
import type { SweepTask } from '../../shared/contract/sweeps.ts'
import { toErrorData } from '../../shared/errors.ts'
import { evenly } from '../../shared/evenly.ts'
import type { MetricName } from '../../shared/metrics.ts'
import { type SlurmState, isInSlurm, isOpen, slurmStates, slurmText } from './slurm.ts'
import { type SweepFolder, isThere, placesOfTask } from './sweep-folder.ts'
import { type Evaluations, NO_EVALUATIONS, curveOf, readOn } from './task-evaluations.ts'
import { LOG_LINES, type TaskState, isAtWork, lookAtTaskState, standOf } from './task-state.ts'

/** Looks at a file system that hangs take a thread each, of which Node has four for everything. */
const AT_ONCE = 2
/** Slurm is asked for the same folder no more often, in milliseconds. */
const SLURM_AGE = 15_000
/** Points of a curve. */
const POINTS = 60
/** Bytes of the end of a log. */
const LOG_BYTES = 16 * 1024

/** How the tasks of a folder stand, as far as the folder and Slurm tell. */
export interface Look {
  readonly inSlurm: boolean
  readonly slurmTrouble: string
  /** In their order. Of those that were said to be known, nothing was looked at. */
  readonly tasks: readonly SweepTask[]
}

/** Looks at folders again and again, and reads only what is new in them. */
export function createLooking(now: () => number) {
  const evaluations = new Map<string, Evaluations>()
  const asked = new Map<string, { readonly at: number; readonly states: ReadonlyMap<number, SlurmState> }>()

  async function statesOf(folder: string, isAnyOpen: boolean) {
    const inSlurm = isInSlurm(folder)
    const before = asked.get(folder)
    if (!inSlurm || !isAnyOpen || (before && now() - before.at < SLURM_AGE)) {
      return { inSlurm, slurmTrouble: '', states: before?.states ?? new Map<number, SlurmState>() }
    }
    try {
      const states = await slurmStates(folder)
      asked.set(folder, { at: now(), states })
      return { inSlurm, slurmTrouble: '', states }
    } catch (error) {
      // Elsewhere than where jobs are submitted nobody knows what Slurm says; results can be taken in all the same.
      return { inSlurm, slurmTrouble: toErrorData(error).message, states: new Map<number, SlurmState>() }
    }
  }

  async function lookAt(
    folder: string,
    { number, label, metric, inSlurm }: { number: number; label: string; metric: MetricName; inSlurm?: SlurmState },
  ): Promise<SweepTask> {
    const places = placesOfTask(folder, number)
    const state = await lookAtTaskState(places.state)
    const { step = 0, steps = 0, reason = '' } = state ?? {}
    const slurm = { slurm: inSlurm ? slurmText(inSlurm) : '', inHands: inSlurm !== undefined && isOpen(inSlurm) }
    const of = { number, label, step, steps, reason, ...slurm, run: null, isNew: false }
    if (await isThere(places.bundle)) {
      evaluations.delete(places.evaluations)
      return { ...of, state: 'finished', log: [], curve: NO_CURVE }
    }
    const read = await readOn(places.evaluations, evaluations.get(places.evaluations) ?? NO_EVALUATIONS)
    if (read.all.length > 0) evaluations.set(places.evaluations, read)
    const stand = standIn(state, inSlurm, now())
    const ended = stand === 'failed' || stand === 'lost' || (stand === 'stopped' && inSlurm !== undefined)
    const log = !ended ? [] : state && state.log.length > 0 ? state.log : await endOf(places.slurmLog)
    return { ...of, state: stand, log, curve: thinned(curveOf(read, metric)) }
  }

  return {
    /** What Slurm said before is true no more. */
    forgetSlurm: (folder: string) => void asked.delete(folder),

    /** @param known tasks that have come in, of which there is nothing to look at */
    async look(
      folder: string,
      { tasks }: SweepFolder,
      { metric, known }: { metric: MetricName; known: (number: number) => SweepTask | undefined },
    ): Promise<Look> {
      const { states, ...slurm } = await statesOf(
        folder,
        [...tasks.keys()].some((number) => !known(number)),
      )
      const found: SweepTask[] = []
      const open = tasks.entries()
      const lookOn = async (): Promise<void> => {
        for (const [number, { label }] of open) {
          const inSlurm = states.get(number)
          const one = known(number) ?? (await lookAt(folder, { number, label, metric, ...(inSlurm && { inSlurm }) }))
          found[number] = one
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, lookOn))
      return { ...slurm, tasks: found }
    },
  }
}
export type Looking = ReturnType<typeof createLooking>

export const NO_CURVE: SweepTask['curve'] = { steps: [], values: [] }

/** What a task wrote down, and what Slurm knows better. */
function standIn(state: TaskState | null, inSlurm: SlurmState | undefined, now: number): SweepTask['state'] {
  // Its silence may be no more than a clock that differs.
  if (inSlurm?.state === 'RUNNING' && state && isAtWork(state)) return state.state
  const own = standOf(state, now)
  if (!inSlurm) return own
  // One that Slurm still has to train is not given up, whatever became of its process.
  if (isOpen(inSlurm)) {
    const begins = own === 'lost' || own === 'stopped' || (own === 'failed' && inSlurm.state === 'PENDING')
    return begins ? 'waiting' : own
  }
  // One that ended before it wrote anything down.
  return own === 'waiting' && inSlurm.state !== 'CANCELLED' ? 'lost' : own
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

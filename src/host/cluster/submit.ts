import type { JsonObject } from '../../shared/config/assign.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { givenName } from '../../shared/run-name.ts'
import { type Expansion, stepsOf } from '../../shared/sweeps/expand.ts'
import type { SlurmSettings } from '../../shared/sweeps/slurm-settings.ts'
import type { Sweep } from '../../shared/sweeps/sweep.ts'
import { whileHandingOver } from './hand-over-lock.ts'
import { handedOver, isByOther } from './slurm-record.ts'
import { openTasks } from './slurm-states.ts'
import { checkSure, settlePending, submitArray } from './slurm.ts'
import { type SweepFolder, isThere, openSweepFolder, placesOfTask, writeSweepFolder } from './sweep-folder.ts'
import { lookAtTaskState } from './task-state.ts'

/** Exit code of a task that made a checkpoint and goes on when it is called again: `EX_TEMPFAIL` of sysexits.h. */
export const CALL_AGAIN = 75

/** Where a sweep trains that is not trained here. */
export interface Elsewhere {
  readonly folder: string
  /** Null where somebody else's scheduler trains the tasks. */
  readonly slurm: SlurmSettings | null
  /** Program and words by which this Saccade was started, as nodes can start it; null where they cannot. */
  readonly program: readonly string[] | null
}

export interface Submitted {
  /** False where the folder was there already. */
  readonly made: boolean
  readonly tasks: number
  readonly job: string | null
  readonly handed: readonly number[]
}

/**
 * Writes a sweep to a folder as numbered tasks, and hands them to Slurm where that is asked for. A hand-over that is given up
 * meanwhile is found again by the next.
 * @throws bad-usage, bad-data, storage; the reason of the signal
 */
export async function submitSweep(place: Elsewhere, content: Content, signal?: AbortSignal): Promise<Submitted> {
  const written = await writeTasks(place, content, signal)
  signal?.throwIfAborted()
  return { ...written, ...(place.slurm ? await handToSlurm(place, { signal }) : NOTHING_HANDED) }
}
export const NOTHING_HANDED = { job: null, handed: [] } as const

interface Content {
  readonly sweep: Sweep
  readonly json: JsonObject
  readonly expansion: Expansion
  readonly scores: SweepFolder['scores']
}

/** Writes a sweep to a folder as numbered tasks. @throws bad-usage, bad-data, storage */
export async function writeTasks(
  { folder, slurm, program }: Elsewhere,
  { sweep, json, expansion, scores }: Content,
  signal?: AbortSignal,
): Promise<Pick<Submitted, 'made' | 'tasks'>> {
  checkSeparable(sweep, expansion)
  if (slurm) checkStartable(slurm, program)
  return writeSweepFolder(folder, { name: givenName(sweep.name) || 'Sweep', sweep: json, expansion, scores }, signal)
}

/**
 * What is neither finished nor already in Slurm's hands, as one array job.
 * @throws bad-usage, storage; wrong-state where another process is at it, Slurm may still take others, or there are no settings that may be used again
 */
export async function handToSlurm(
  { folder, slurm, program }: Elsewhere,
  { failed = true, signal }: { readonly failed?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<Pick<Submitted, 'job' | 'handed'>> {
  const { name, tasks } = await openSweepFolder(folder)
  checkStartable(slurm ?? (await settingsAgain(folder)), program)
  return whileHandingOver(folder, async () => {
    await settlePending(folder, signal)
    await checkSure(folder)
    const settings = slurm ?? (await settingsAgain(folder))
    const open = await openTasks(folder, (await handedOver(folder)).jobs, signal)
    const handed: number[] = []
    for (const number of tasks.keys()) {
      if (open.has(number)) continue
      const { bundle, state } = placesOfTask(folder, number)
      if (await isThere(bundle)) continue
      if (failed || (await lookAtTaskState(state))?.state !== 'failed') handed.push(number)
    }
    if (handed.length === 0) return { job: null, handed }
    const array = { folder, name, tasks: handed, saccade: program ?? [], again: CALL_AGAIN }
    return { job: await submitArray(array, settings, signal), handed }
  })
}

/** What the last hand-over asked for. @throws wrong-state */
async function settingsAgain(folder: string): Promise<SlurmSettings> {
  const { settings, pending } = await handedOver(folder)
  const last = settings ?? pending?.settings
  if (last) return last
  if (await isByOther(folder)) {
    throw new SaccadeError(
      'wrong-state',
      `What Slurm was asked for the tasks of ${folder} was written by another user, and is not used unseen`,
      {
        hint: 'Hand them over with settings of your own: saccade sweep FILE --on slurm DIR --slurm …, or as a new sweep in the window, with this folder.',
      },
    )
  }
  throw new SaccadeError('wrong-state', `The tasks of ${folder} were not handed to Slurm from here`, {
    hint: 'Send their numbers to the scheduler that trains them once more: `saccade sweep run-task DIR N` goes on where a task was cut off.',
  })
}

/** @throws bad-usage */
function checkStartable({ saccade }: SlurmSettings, program: Elsewhere['program']): void {
  if (saccade !== undefined || program) return
  throw new SaccadeError('bad-usage', 'The nodes of a cluster cannot start the Saccade of this window', {
    hint: 'Say how they start one, as the setting saccade: such as node /shared/saccade/bin/saccade.js.',
  })
}

/** Tasks know nothing of each other, and nothing of this data folder. @throws bad-usage, bad-data */
function checkSeparable({ stopping, budget }: Sweep, expansion: Expansion): void {
  if (stopping.kind !== 'none') {
    throw new SaccadeError(
      'bad-usage',
      `The tasks of a folder know nothing of each other, so stopping.kind cannot be ${stopping.kind}`,
      {
        hint: 'Take “stopping” out of the sweep, or train it on this machine.',
      },
    )
  }
  const steps = stepsOf(expansion)
  if (budget.steps !== undefined && steps > budget.steps) {
    throw new SaccadeError(
      'bad-usage',
      `All runs take ${steps} steps, and budget.steps lets ${budget.steps} be trained`,
      {
        hint: 'The tasks of a folder know nothing of each other: raise budget.steps, or lower budget.runs.',
      },
    )
  }
  const dataset = expansion.runs
    .map(({ configuration }) => configuration.data.source)
    .find(({ kind }) => kind === 'dataset')
  if (dataset) {
    throw new SaccadeError(
      'bad-data',
      'A dataset of this data folder cannot be read by tasks, which have data folders of their own',
      {
        hint: 'Write it to a file on the shared file system with `saccade data export`, and name that in the sweep.',
      },
    )
  }
}

import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { SaccadeError } from '../../shared/errors.ts'
import { type SlurmSettings, slurmSettingsSchema } from '../../shared/sweeps/slurm-settings.ts'
import { callSlurm } from './call-slurm.ts'
import { type ArrayJob, slurmScript } from './slurm-script.ts'
import { readJson, writeWhole } from './sweep-folder.ts'

/** What a folder remembers of Slurm. */
const handedSchema = z.object({
  jobs: z.array(z.object({ job: z.string().regex(/^\d+$/), submitted: z.number(), tasks: z.array(z.int().min(0)) })),
  /** What the last of them asked for. */
  settings: slurmSettingsSchema.optional().catch(undefined),
})
type Handed = z.output<typeof handedSchema>

/** How Slurm sees a task, in its own words, such as PENDING, NODE_FAIL or TIMEOUT, with its reason where it has one. */
export interface SlurmState {
  readonly job: string
  readonly state: string
  readonly reason: string
}

/**
 * States in which Slurm is done with a task. All others are open, as are those that a later Slurm may think of: what is held,
 * signalled or queued again must not be handed over a second time.
 */
const ENDED = new Set([
  ...['BOOT_FAIL', 'CANCELLED', 'COMPLETED', 'DEADLINE', 'FAILED', 'LAUNCH_FAILED', 'NODE_FAIL', 'OUT_OF_MEMORY'],
  ...['PREEMPTED', 'RECONFIG_FAIL', 'REVOKED', 'TIMEOUT'],
])
export const isOpen = ({ state }: SlurmState): boolean => !ENDED.has(state)

/** `CANCELLED (signal 9)` */
export const slurmText = ({ state, reason }: SlurmState): string => (reason ? `${state} (${reason})` : state)

const recordOf = (folder: string): string => path.join(folder, 'slurm.json')

/** The jobs that tasks of a folder were handed over in, first to last, and the settings of the last. */
export function handedOver(folder: string): Handed {
  const file = recordOf(folder)
  const nothing: Handed = { jobs: [], settings: undefined }
  return fs.existsSync(file) ? (handedSchema.safeParse(readJson(file)).data ?? nothing) : nothing
}

/**
 * Hands tasks over to Slurm, in one array job.
 * @throws bad-usage where Slurm is not there or takes it not
 */
export async function submitArray(array: ArrayJob, settings: SlurmSettings, signal?: AbortSignal): Promise<string> {
  const script = path.join(array.folder, 'slurm.sh')
  writeWhole(script, slurmScript(array, settings))
  const said = await callSlurm('sbatch', ['--parsable', script], { signal })
  const job = /^\d+/.exec(said.trim())?.[0]
  if (job === undefined) throw new SaccadeError('bad-usage', `sbatch gave no number of a job: ${said.trim()}`)
  const jobs = [...handedOver(array.folder).jobs, { job, submitted: Date.now(), tasks: [...array.tasks] }]
  writeWhole(recordOf(array.folder), JSON.stringify({ jobs, settings }, null, 2))
  return job
}

/**
 * Takes back from Slurm what it still has of a folder; what trains gets the signal at which it makes a checkpoint.
 * @throws bad-usage where Slurm is not there
 */
export async function cancelJobs(folder: string, signal?: AbortSignal): Promise<void> {
  const open = new Set([...(await slurmStates(folder, signal)).values()].filter(isOpen).map(({ job }) => job))
  if (open.size > 0) await callSlurm('scancel', [...open], { signal })
}

/**
 * How Slurm sees the tasks that it was handed, by their numbers; of a task that it was handed more than once, the last time.
 * Empty where it was handed none, or remembers none.
 * @throws bad-usage where Slurm cannot be asked
 */
export async function slurmStates(folder: string, signal?: AbortSignal): Promise<Map<number, SlurmState>> {
  const states = new Map<number, SlurmState>()
  for (const { job, tasks } of handedOver(folder).jobs) {
    const known = new Map([...(await endedStates(job, signal)), ...(await queuedStates(job, signal))])
    for (const task of tasks) {
      const found = known.get(task)
      const former = states.get(task)
      // One that was handed over twice is open while either is.
      if (found && !(former && isOpen(former) && !isOpen(found))) states.set(task, found)
    }
  }
  return states
}

async function queuedStates(job: string, signal?: AbortSignal): Promise<Map<number, SlurmState>> {
  const words = ['--noheader', '--array', `--jobs=${job}`, '--format=%K|%T|%r']
  const lines = await callSlurm('squeue', words, { signal }).catch((error: unknown) => {
    // A job that is over is none of the queue any more; whatever else fails leaves open what it would have said.
    if (error instanceof Error && error.message.includes('Invalid job id')) return ''
    throw error
  })
  return statesOf(
    job,
    lines.split('\n').map((line) => {
      const [task = '', state = '', reason = ''] = line.split('|')
      return { task, state, reason: reason === 'None' ? '' : reason }
    }),
  )
}

/** From the accounting where there is one, else from what the controller remembers for a while. */
async function endedStates(job: string, signal?: AbortSignal): Promise<Map<number, SlurmState>> {
  const words = ['--noheader', '--parsable2', '--allocations', `--jobs=${job}`, '--format=JobID,State,ExitCode']
  const accounted = await callSlurm('sacct', words, { signal }).catch(() => '')
  const rows = accounted.split('\n').map((line) => {
    const [id = '', state = '', code = ''] = line.split('|')
    return {
      task: id.split('_')[1]?.replace(/^\[(.*)\]$/, '$1') ?? '',
      state: state.split(' ')[0] ?? '',
      reason: codeText(code),
    }
  })
  const found = statesOf(job, rows)
  if (found.size > 0) return found
  const remembered = await callSlurm('scontrol', ['--oneliner', 'show', 'job', job], { signal }).catch(() => '')
  return statesOf(
    job,
    remembered.split('\n').map((line) => {
      const of = (key: string) => new RegExp(`(?:^| )${key}=(\\S*)`).exec(line)?.[1] ?? ''
      return { task: of('ArrayTaskId'), state: of('JobState'), reason: codeText(of('ExitCode')) }
    }),
  )
}

/** `1:0` is exit code 1, `0:9` signal 9. */
function codeText(text: string): string {
  const [code = '0', signal = '0'] = text.split(':')
  if (signal !== '0') return `signal ${signal}`
  return code === '0' || code === '' ? '' : `exit code ${code}`
}

function statesOf(
  job: string,
  rows: readonly { task: string; state: string; reason: string }[],
): Map<number, SlurmState> {
  const states = new Map<number, SlurmState>()
  for (const { task, state, reason } of rows) {
    if (state !== '') for (const number of numbersIn(task)) states.set(number, { job, state, reason })
  }
  return states
}

/** `7`, or tasks that never began, which Slurm tells of together: `2,5-7%4` */
function numbersIn(text: string): number[] {
  return text
    .replace(/%.*$/, '')
    .split(',')
    .flatMap((part) => {
      const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
      if (from === undefined) return []
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index)
    })
}

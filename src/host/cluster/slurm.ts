import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { SaccadeError } from '../../shared/errors.ts'
import { type SlurmSettings, slurmSettingsSchema } from '../../shared/sweeps/slurm-settings.ts'
import { callSlurm } from './call-slurm.ts'
import { whileHandingOver } from './hand-over-lock.ts'
import { type ArrayJob, slurmScript } from './slurm-script.ts'
import { readJson, writeWhole } from './sweep-folder.ts'

const tasksSchema = z.array(z.int().min(0))
const settingsSchema = slurmSettingsSchema.optional().catch(undefined)
/** What a folder remembers of Slurm. */
const handedSchema = z.object({
  jobs: z.array(
    z.object({
      job: z.string().regex(/^\d+$/),
      submitted: z.number(),
      tasks: tasksSchema,
      /** In the comment of the job, which tells whose it is; those of former versions have none. */
      token: z.string().optional(),
    }),
  ),
  /** What the last of them asked for. */
  settings: settingsSchema,
  /** Written before sbatch is called: cut off in between, its job is found by this. */
  pending: z
    .object({ token: z.string(), submitted: z.number(), tasks: tasksSchema, settings: settingsSchema })
    .optional()
    .catch(undefined),
})
type Handed = z.output<typeof handedSchema>

/** How Slurm sees a task, in its own words, such as PENDING, NODE_FAIL or TIMEOUT, with its reason where it has one. */
export interface SlurmState {
  readonly job: string
  readonly state: string
  readonly reason: string
}

/** In milliseconds. */
const DAY = 86_400_000

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

/**
 * The jobs that tasks of a folder were handed over in, first to last, and the settings of the last where this user wrote them:
 * they are lines of a shell.
 */
export function handedOver(folder: string): Handed {
  const file = recordOf(folder)
  const nothing: Handed = { jobs: [] }
  if (!fs.existsSync(file)) return nothing
  const { jobs, settings, pending } = handedSchema.safeParse(readJson(file)).data ?? nothing
  return isByOther(folder) ? { jobs } : { jobs, settings, pending }
}

/** Whether another user wrote down what a folder remembers; never where users have no numbers. */
export function isByOther(folder: string): boolean {
  const user = process.getuid?.()
  const found = fs.lstatSync(recordOf(folder), { throwIfNoEntry: false })
  return user !== undefined && found !== undefined && found.uid !== user
}

/** Whether tasks of a folder were handed to Slurm, or nearly so. */
export function isInSlurm(folder: string): boolean {
  const { jobs, pending } = handedOver(folder)
  return jobs.length > 0 || pending !== undefined
}

const remember = (folder: string, handed: Handed): void => writeWhole(recordOf(folder), JSON.stringify(handed, null, 2))

const commentOf = (token: string): string => `saccade:${token}`

/**
 * Hands tasks over to Slurm, in one array job; the caller holds the folder's hand-overs and has settled what was pending.
 * @throws bad-usage where Slurm is not there or takes it not
 */
export async function submitArray(array: ArrayJob, settings: SlurmSettings, signal?: AbortSignal): Promise<string> {
  const { folder } = array
  const script = path.join(folder, 'slurm.sh')
  writeWhole(script, slurmScript(array, settings))
  const before = handedOver(folder)
  const pending = { token: randomUUID(), submitted: Date.now(), tasks: [...array.tasks], settings }
  remember(folder, { ...before, pending })
  const said = await callSlurm('sbatch', ['--parsable', `--comment=${commentOf(pending.token)}`, script], { signal })
  const job = /^\d+/.exec(said.trim())?.[0]
  if (job === undefined) throw new SaccadeError('bad-usage', `sbatch gave no number of a job: ${said.trim()}`)
  remember(folder, withJob(before, pending, job))
  return job
}

function withJob({ jobs }: Handed, pending: NonNullable<Handed['pending']>, job: string): Handed {
  const { settings, ...of } = pending
  return { jobs: [...jobs, { job, ...of }], settings }
}

/**
 * A hand-over that was cut off between sbatch and its answer is made whole: its job is looked for by its comment.
 * The caller holds the folder's hand-overs.
 * @throws bad-usage where Slurm cannot be asked
 */
export async function settlePending(folder: string, signal?: AbortSignal): Promise<void> {
  const { pending, ...handed } = handedOver(folder)
  if (!pending) return
  const comment = commentOf(pending.token)
  const queued = await callSlurm('squeue', ['--me', '--noheader', '--states=all', '--format=%F|%k'], { signal })
  const since = new Date(pending.submitted - DAY).toISOString().slice(0, 10)
  const words = ['--noheader', '--parsable2', '--allocations', `--starttime=${since}`, '--format=JobID,Comment']
  const accounted = await callSlurm('sacct', words, { signal }).catch(() => '')
  const found = `${queued}\n${accounted}`.split('\n').find((line) => line.trim().endsWith(`|${comment}`))
  const job = /^\d+/.exec(found?.trim() ?? '')?.[0]
  const { settings = pending.settings } = handed
  remember(folder, job === undefined ? { ...handed, settings } : withJob(handed, pending, job))
}

/**
 * Takes back from Slurm what it still has of a folder; what trains gets the signal at which it makes a checkpoint.
 * @throws bad-usage where Slurm is not there; wrong-state where another process hands over
 */
export async function cancelJobs(folder: string, signal?: AbortSignal): Promise<void> {
  await whileHandingOver(folder, async () => {
    await settlePending(folder, signal)
    const open = new Set([...(await slurmStates(folder, signal)).values()].filter(isOpen).map(({ job }) => job))
    const own: string[] = []
    for (const { job, token } of handedOver(folder).jobs)
      if (open.has(job) && (await isOfFolder(folder, { job, token }, signal))) own.push(job)
    if (own.length > 0) await callSlurm('scancel', own, { signal })
  })
}

/** Whether a job is what the folder says: its record may be old or another's, and Slurm begins anew with its numbers. */
async function isOfFolder(
  folder: string,
  { job, token }: { readonly job: string; readonly token: string | undefined },
  signal?: AbortSignal,
): Promise<boolean> {
  const lines = (await queueOf(job, ['--format=%k|%o'], signal)).split('\n').filter(Boolean)
  const script = path.join(folder, 'slurm.sh')
  return lines.some((line) => {
    const [comment, ...command] = line.split('|')
    return token === undefined ? command.join('|').trim() === script : comment?.trim() === commentOf(token)
  })
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
  const lines = await queueOf(job, ['--array', '--format=%K|%T|%r'], signal)
  return statesOf(
    job,
    lines.split('\n').map((line) => {
      const [task = '', state = '', reason = ''] = line.split('|')
      return { task, state, reason: reason === 'None' ? '' : reason }
    }),
  )
}

async function queueOf(job: string, words: readonly string[], signal?: AbortSignal): Promise<string> {
  return callSlurm('squeue', ['--noheader', `--jobs=${job}`, ...words], { signal }).catch((error: unknown) => {
    // A job that is over is none of the queue any more; whatever else fails leaves open what it would have said.
    if (error instanceof Error && error.message.includes('Invalid job id')) return ''
    throw error
  })
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

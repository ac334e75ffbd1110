import { SlurmError, callSlurm, isRefusal, isSilence } from './call-slurm.ts'
import { type HandedJob, commentOf, scriptOf } from './slurm-record.ts'

/** How Slurm sees a task, in its own words, such as PENDING, NODE_FAIL or TIMEOUT, with its reason where it has one. */
export interface SlurmState {
  readonly job: string
  readonly state: string
  readonly reason: string
}

/** In milliseconds. */
export const DAY = 86_400_000

/** Of a task that Slurm was handed and knows nothing of any more. */
const FORGOTTEN = 'forgotten by Slurm'

/**
 * States in which Slurm is done with a task. All others are open, as are those that a later Slurm may think of: what is held,
 * signalled or queued again must not be handed over a second time.
 */
const ENDED = new Set([
  ...['BOOT_FAIL', 'CANCELLED', 'COMPLETED', 'DEADLINE', 'FAILED', 'LAUNCH_FAILED', 'NODE_FAIL', 'OUT_OF_MEMORY'],
  ...['PREEMPTED', 'RECONFIG_FAIL', 'REVOKED', 'TIMEOUT'],
])
export const isOpen = ({ state }: Pick<SlurmState, 'state'>): boolean => !ENDED.has(state) && state !== FORGOTTEN

const forgotten = (job: string): SlurmState => ({ job, state: FORGOTTEN, reason: '' })

/** Whether what nobody began with may never have been begun, and waits to be handed over again. */
export const isUnbegun = ({ state }: SlurmState): boolean => state === 'CANCELLED' || state === FORGOTTEN

/** `CANCELLED (signal 9)` */
export const slurmText = ({ state, reason }: SlurmState): string => (reason ? `${state} (${reason})` : state)

/** A line of Slurm's about one task, or about several that it tells of together. */
interface Row extends SlurmState {
  readonly tasks: readonly number[]
}

/** How Slurm sees tasks, by their numbers. */
interface Seen {
  readonly states: ReadonlyMap<number, SlurmState>
  /** Why it is not known how the others ended, where that was not answered; null where it was, or nobody can tell. */
  readonly silence: unknown
}

interface Wish {
  /** What was seen before: ends stay known where they are told no more. */
  readonly former?: ReadonlyMap<number, SlurmState>
  readonly signal?: AbortSignal | undefined
}

/**
 * How Slurm sees the tasks of a folder that it was handed in these jobs, first to last; of a task that it was handed more than once,
 * the last time. What the queue lists is open; how the others ended tells the accounting, which lags behind it.
 * @throws bad-usage where Slurm cannot be asked
 */
export async function slurmStates(
  folder: string,
  jobs: readonly HandedJob[],
  { former = new Map(), signal }: Wish = {},
): Promise<Seen> {
  const states = new Map<number, SlurmState>()
  if (jobs.length === 0) return { states, silence: null }
  const queue = await queued(folder, jobs, signal)
  const accounting = await accounted(jobs, signal)
  const faults = [accounting.fault]
  for (const job of jobs) {
    const inQueue = newest(queue.filter((row) => row.job === job.job))
    const isLacking = job.tasks.some((task) => !inQueue.has(task))
    const told = accounting.rows.filter((row) => row.job === job.job)
    // Each that does not answer takes its time.
    const isAsked = told.length === 0 && isLacking && faults.filter(isSilence).length < 2
    const { rows, fault } = isAsked ? await remembered(folder, job, signal) : { rows: told, fault: null }
    faults.push(fault)
    const last = newest(rows)
    for (const task of job.tasks) {
      const open = inQueue.get(task)
      const before = former.get(task)
      const kept = accounting.fault !== null && before?.job === job.job ? before : undefined
      const ended = last.get(task) ?? kept
      const found = open ? withFormer(open, rows, task) : ended && !isOpen(ended) ? ended : undefined
      const earlier = states.get(task)
      // One that was handed over twice is open while either is.
      if (found && !(earlier && isOpen(earlier) && !isOpen(found))) states.set(task, found)
      // Where there is no accounting, what the queue and the controller know no more is over.
      else if (!found && !earlier && isAsked && !last.has(task) && isRefusal(accounting.fault) && isAnswer(fault))
        states.set(task, forgotten(job.job))
    }
  }
  return { states, silence: faults.find(isSilence) ?? null }
}

/** Jobs of a folder that Slurm still has: its record may be old or another's, and Slurm begins anew with its numbers. */
export async function openJobs(folder: string, jobs: readonly HandedJob[], signal?: AbortSignal): Promise<Set<string>> {
  return new Set((await queued(folder, jobs, signal)).filter(isOpen).map(({ job }) => job))
}

/** Tasks of a folder that Slurm still has in these jobs. @throws bad-usage where Slurm cannot be asked */
export async function openTasks(
  folder: string,
  jobs: readonly HandedJob[],
  signal?: AbortSignal,
): Promise<Set<number>> {
  return new Set((await queued(folder, jobs, signal)).filter(isOpen).flatMap(({ tasks }) => tasks))
}

/** What the queue lists of them. A job is that of the folder by its comment or, where somebody changed that, by its script. */
async function queued(folder: string, jobs: readonly HandedJob[], signal?: AbortSignal): Promise<Row[]> {
  if (jobs.length === 0) return []
  const words = ['--all', '--noheader', '--array', `--jobs=${namesOf(jobs)}`, '--format=%F|%K|%T|%r|%k|%o']
  const listed = await callSlurm('squeue', words, { signal }).catch((error: unknown) => {
    // A job that is over is none of the queue any more; whatever else fails leaves open what it would have said.
    if (error instanceof SlurmError && error.said.includes('Invalid job id')) return ''
    throw error
  })
  return listed.split('\n').flatMap((line): Row[] => {
    const [job = '', task = '', state = '', reason = '', ...whose] = line.trim().split('|')
    const of = jobs.find((one) => one.job === job)
    if (!of || !isOfFolder(folder, of, whose.join('|'))) return []
    return [{ job, tasks: numbersIn(task), state, reason: reason === 'None' ? '' : reason }]
  })
}

/** @param whose its comment and its command */
function isOfFolder(folder: string, { token }: HandedJob, whose: string): boolean {
  return whose.endsWith(`|${scriptOf(folder)}`) || (token !== undefined && whose.startsWith(`${commentOf(token)}|`))
}

const namesOf = (jobs: readonly HandedJob[]): string => jobs.map(({ job }) => job).join(',')

interface Told {
  readonly rows: readonly Row[]
  /** Why there are none, where the program failed. */
  readonly fault: unknown
}

/** From the accounting, where there is one: a row for each time that a task was queued, in their order. */
async function accounted(jobs: readonly HandedJob[], signal?: AbortSignal): Promise<Told> {
  const words = ['--noheader', '--parsable2', '--allocations', '--duplicates', `--jobs=${namesOf(jobs)}`]
  const format = '--format=JobID,State,ExitCode,Submit,Comment'
  const { told, fault } = await ask('sacct', [...words, format], signal)
  const rows = told.split('\n').flatMap((line) => {
    const [id = '', state = '', code = '', submit = '', ...comment] = line.trim().split('|')
    const [job = '', task = ''] = id.split('_')
    const of = jobs.find((one) => one.job === job)
    const time = Date.parse(submit)
    // Under its number there may have been another, of another time or with another comment.
    if (!of || state === '' || time < of.submitted - DAY || !isOwnComment(of, comment.join('|'))) return []
    return [{ job, tasks: numbersIn(task), ...stateOf(state, code), time, isOfOne: !task.startsWith('[') }]
  })
  return { rows: rows.sort((a, b) => Number(a.isOfOne) - Number(b.isOfOne) || (a.time || 0) - (b.time || 0)), fault }
}

/** Most accountings keep none. */
const isOwnComment = ({ token }: HandedJob, comment: string): boolean =>
  comment === '' || token === undefined || comment === commentOf(token)

/** From what the controller remembers for a while of a job that is over. */
async function remembered(folder: string, of: HandedJob, signal?: AbortSignal): Promise<Told> {
  const { job } = of
  const { told, fault } = await ask('scontrol', ['--oneliner', 'show', 'job', job], signal)
  const rows = told.split('\n').flatMap((line) => {
    const word = (key: string) => new RegExp(`(?:^| )${key}=(\\S*)`).exec(line)?.[1] ?? ''
    const [, command = ''] = /(?:^| )Command=(.*?)(?: WorkDir=|$)/.exec(line) ?? []
    if (word('JobState') === '' || !isOfFolder(folder, of, `${word('Comment')}|${command}`)) return []
    return [{ job, tasks: numbersIn(word('ArrayTaskId')), ...stateOf(word('JobState'), word('ExitCode')) }]
  })
  return { rows, fault }
}

/** What a program says of what is over, and why it says nothing where it failed. */
async function ask(program: string, words: readonly string[], signal?: AbortSignal) {
  try {
    return { told: await callSlurm(program, words, { signal }), fault: null }
  } catch (fault) {
    signal?.throwIfAborted()
    return { told: '', fault }
  }
}

/** Nothing went wrong, or what was said is that there is nothing. */
const isAnswer = (fault: unknown): boolean => fault === null || isRefusal(fault)

/** The last row of each task. */
const newest = (rows: readonly Row[]): Map<number, SlurmState> =>
  new Map(rows.flatMap(({ tasks, job, state, reason }) => tasks.map((task) => [task, { job, state, reason }] as const)))

/** What happened to it before it was queued again. */
function withFormer(now: SlurmState, rows: readonly Row[], task: number): SlurmState {
  const before = rows.findLast(({ tasks, state }) => tasks.includes(task) && !isOpen({ state }))?.state
  if (before === undefined || !isOpen(now)) return now
  return { ...now, reason: [now.reason, `after ${before}`].filter(Boolean).join(', ') }
}

/** `CANCELLED by 1000`; `1:0` is exit code 1, `0:9` signal 9. */
function stateOf(said: string, code: string): Pick<SlurmState, 'state' | 'reason'> {
  const [state = '', ...by] = said.split(' ')
  const [exit = '0', signal = '0'] = code.split(':')
  // What ran out of memory has a code that is no signal.
  if (state === 'OUT_OF_MEMORY') return { state, reason: '' }
  if (by.length > 0) return { state, reason: by.join(' ').replace(/^by (\d+)$/, 'by user $1') }
  if (signal !== '0') return { state, reason: `signal ${signal}` }
  return { state, reason: exit === '0' || exit === '' ? '' : `exit code ${exit}` }
}

/** `7`, or tasks that never began, which Slurm tells of together: `[2,5-7%4]` */
function numbersIn(text: string): number[] {
  return text
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
    .split(',')
    .flatMap((part) => {
      const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
      if (from === undefined) return []
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index)
    })
}

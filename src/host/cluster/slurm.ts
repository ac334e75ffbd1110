import { randomUUID } from 'node:crypto'
import { SaccadeError } from '../../shared/errors.ts'
import type { SlurmSettings } from '../../shared/sweeps/slurm-settings.ts'
import { SlurmError, callSlurm, isRefusal } from './call-slurm.ts'
import { whileHandingOver } from './hand-over-lock.ts'
import { commentOf, handedOver, remember, scriptOf, withJob } from './slurm-record.ts'
import { type ArrayJob, checkOneCluster, overriding, slurmScript } from './slurm-script.ts'
import { DAY, openJobs } from './slurm-states.ts'
import { writeWhole } from './sweep-folder.ts'

/**
 * So long after a hand-over that had no answer Slurm may still take it, in milliseconds: one that is busy lists what it has before it
 * has taken what came in.
 */
const UNSURE = 120_000

/**
 * Hands tasks over to Slurm, in one array job; the caller holds the folder's hand-overs and has settled what was pending.
 * @throws bad-usage where Slurm is not there or takes it not; storage
 */
export async function submitArray(array: ArrayJob, settings: SlurmSettings, signal?: AbortSignal): Promise<string> {
  const { folder } = array
  checkOneCluster(settings)
  const script = scriptOf(folder)
  writeWhole(script, slurmScript(array, settings))
  const before = await handedOver(folder)
  const pending = { token: randomUUID(), submitted: Date.now(), tasks: [...array.tasks], settings }
  signal?.throwIfAborted()
  remember(folder, { ...before, pending })
  const words = ['--parsable', `--comment=${commentOf(pending.token)}`, script]
  const said = await callSlurm('sbatch', words, { signal, without: overriding(settings) }).catch((error: unknown) => {
    if (isRefusal(error)) remember(folder, before)
    throw withArrayHint(error, array)
  })
  const job = /^\d+/.exec(said.trim())?.[0]
  if (job === undefined) throw new SaccadeError('bad-usage', `sbatch gave no number of a job: ${said.trim()}`)
  remember(folder, withJob(before, pending, job))
  return job
}

function withArrayHint(error: unknown, { tasks }: ArrayJob): unknown {
  if (!(error instanceof SlurmError) || !error.said.includes('Invalid job array specification')) return error
  const { fault, message, said } = error
  return new SlurmError(fault, message, {
    said,
    hint: `Tasks have numbers up to ${Math.max(...tasks)}, and arrays of this Slurm only those below its MaxArraySize, which scontrol show config tells. Make several sweeps, or lower budget.runs.`,
  })
}

/**
 * A hand-over that was cut off between sbatch and its answer is made whole: its job is looked for by its comment. One that is not found
 * is pending as long as Slurm may still take it. The caller holds the folder's hand-overs.
 * @throws bad-usage where Slurm cannot be asked
 */
export async function settlePending(folder: string, signal?: AbortSignal): Promise<void> {
  const { pending, ...handed } = await handedOver(folder)
  if (!pending) return
  const comment = commentOf(pending.token)
  // Also of partitions that are hidden.
  const queued = await callSlurm('squeue', ['--me', '--all', '--noheader', '--states=all', '--format=%F|%k'], {
    signal,
  })
  const since = new Date(pending.submitted - DAY).toISOString().slice(0, 10)
  const words = ['--noheader', '--parsable2', '--allocations', `--starttime=${since}`, '--format=JobID,Comment']
  const accounted = await callSlurm('sacct', words, { signal }).catch(() => '')
  signal?.throwIfAborted()
  const found = `${queued}\n${accounted}`.split('\n').find((line) => line.trim().endsWith(`|${comment}`))
  const job = /^\d+/.exec(found?.trim() ?? '')?.[0]
  const { settings = pending.settings } = handed
  if (job !== undefined) remember(folder, withJob(handed, pending, job))
  else if (!isUnsure(pending)) remember(folder, { ...handed, settings })
}

/** Whether Slurm may still take what it was handed then. */
export const isUnsure = ({ submitted }: { readonly submitted: number }, now = Date.now()): boolean =>
  Math.abs(now - submitted) < UNSURE

/** @throws wrong-state while Slurm may still take what it was handed before */
export async function checkSure(folder: string): Promise<void> {
  const { pending } = await handedOver(folder)
  if (!pending) return
  const [at, until] = [pending.submitted, pending.submitted + UNSURE].map((time) =>
    new Date(time).toLocaleTimeString('sv-SE'),
  )
  throw new SaccadeError(
    'wrong-state',
    `Slurm did not say whether it took the tasks of ${folder} that it was handed at ${at}, and may still take them`,
    { hint: `Try again after ${until}: what has not come to Slurm by then is not waited for any more.` },
  )
}

/**
 * Takes back from Slurm what it still has of a folder; what trains gets the signal at which it makes a checkpoint. Jobs that are not
 * of the folder are left alone.
 * @throws bad-usage where Slurm is not there; wrong-state where another process hands over, or Slurm may still take more
 */
export async function cancelJobs(folder: string, signal?: AbortSignal): Promise<void> {
  await whileHandingOver(folder, async () => {
    await settlePending(folder, signal)
    const open = await openJobs(folder, (await handedOver(folder)).jobs, signal)
    if (open.size > 0) await callSlurm('scancel', [...open], { signal })
    await checkSure(folder)
  })
}

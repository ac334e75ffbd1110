import os from 'node:os'
import path from 'node:path'
import type { SweepHandlers, SweepId, SweepState, SweepSummary } from '../../shared/contract/sweeps.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import type { RunStore } from '../runs/run-store.ts'
import { findSweep, listSweeps, setSweepFolder, setSweepState } from '../storage/sweeps.ts'
import { plain, readNewSweep } from '../sweeps/new-sweep.ts'
import { getSweepRow } from '../sweeps/stored-sweep.ts'
import type { QueueSweepHandlers } from '../sweeps/sweep-service.ts'
import { summaryOf } from '../sweeps/summaries.ts'
import { answers, reach, within } from './answering.ts'
import { type BundleTaking, type FolderOfSweep, createCollecting, isSweepOf } from './collect.ts'
import { createLooking } from './look.ts'
import { handedOver, hasJobs, isInSlurm } from './slurm-record.ts'
import { cancelJobs } from './slurm.ts'
import { NOTHING_HANDED, handToSlurm, writeTasks } from './submit.ts'
import { openSweepFolder } from './sweep-folder.ts'

interface Parts {
  readonly store: RunStore
  readonly bundles: BundleTaking
  /** Of sweeps in the queue of this host. */
  readonly queued: QueueSweepHandlers
  readonly announce: (sweep: SweepId) => void
  /** See `submitSweep`. */
  readonly program: readonly string[] | null
}

/** From one look for finished tasks to the next, in milliseconds, where nobody asks for one. */
const BETWEEN = 60_000

/** Sweeps wherever they train: in the queue, or elsewhere as tasks of a folder, from which what is finished comes in by itself. */
export function createCluster({ store, bundles, queued, announce, program }: Parts) {
  const { database } = store
  const looking = createLooking(store.now, inTurn)
  const collecting = createCollecting({ store, bundles, looking, announce })
  const closing = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  /** One deed after the other for each folder or sweep, so that none takes in, or hands over, what another is at. */
  const deeds = new Map<string, Promise<unknown>>()
  function inTurn<Result>(folder: string, deed: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const mine = (deeds.get(folder) ?? Promise.resolve()).then(() => {
      signal?.throwIfAborted()
      return deed()
    })
    const over = mine.catch(() => undefined)
    deeds.set(folder, over)
    void over.then(() => deeds.get(folder) === over && deeds.delete(folder))
    return signal ? unlessAborted(mine, signal) : mine
  }
  const orClosing = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, closing.signal])

  const describedIn = (folder: string) => within(folder, () => openSweepFolder(folder))

  const mayHaveJobs = (folder: string): Promise<boolean> =>
    within(folder, () => handedOver(folder)).then(hasJobs, () => true)

  /** @throws wrong-state where it trains here; not-found; storage where the folder is away */
  async function folderOf(id: SweepId): Promise<FolderOfSweep> {
    const { folder } = getSweepRow(database, id)
    if (folder === null) throw new SaccadeError('wrong-state', `The runs of the sweep ${id} are no tasks of a folder`)
    await reach(folder)
    const described = await describedIn(folder)
    if (isSweepOf(getSweepRow(database, id), described)) return { id, folder, described }
    throw new SaccadeError('wrong-state', `In ${folder} lies another sweep by now, “${described.name}”`, {
      hint: 'What had come in from there before stays. Let go of the folder, or bring back what lay there.',
    })
  }

  const summary = (id: SweepId): SweepSummary => summaryOf(database, getSweepRow(database, id))
  /** As for what is in the queue of this host: see the table `sweep`. */
  function tell(id: SweepId, state: SweepState, reason: string): void {
    explaining('the history', () => setSweepState(database, id, state, reason, store.now()))
    announce(id)
  }
  /** Whether it was stopped, and tasks of it are yet to come. */
  const isStopped = (id: SweepId): boolean => getSweepRow(database, id).state === 'stopped' && isElsewhere(id)
  /** One that was stopped trains again once any of it was handed over. */
  function tellHanded(id: SweepId, handed: readonly number[]): void {
    if (handed.length > 0 && isStopped(id)) tell(id, 'finished', 'its tasks were handed to Slurm again')
  }
  /** The same of what a command line that knows no history handed over. */
  async function noticeHanded({ id, folder }: FolderOfSweep): Promise<void> {
    if (!isStopped(id)) return
    const { updated } = getSweepRow(database, id)
    const { jobs } = await within(folder, () => handedOver(folder))
    tellHanded(
      id,
      jobs.filter(({ submitted }) => submitted > updated).flatMap(({ tasks }) => tasks),
    )
  }
  /** One that has come in is like all others: extended, it goes on in the queue. */
  const isElsewhere = (id: SweepId): boolean => (findSweep(database, id)?.open_tasks ?? 0) > 0

  async function collect(found: () => Promise<FolderOfSweep> | FolderOfSweep, signal: AbortSignal) {
    const of = await found()
    await noticeHanded(of)
    const either = orClosing(signal)
    return inTurn(of.described.id, () => collecting.collect(of, either), either)
  }

  /** Those that an earlier host left, and those that were handed over since. A folder that is away is asked again the next time. */
  function collectAll(): void {
    for (const { id, folder, open_tasks } of listSweeps(database)) {
      if (folder === null || open_tasks === 0 || collected.has(id)) continue
      collected.add(id)
      void collect(() => folderOf(id), closing.signal)
        .catch(() => undefined)
        .finally(() => collected.delete(id))
    }
  }
  /** Sweeps that are just collected: one whose folder hangs keeps none of the others away. */
  const collected = new Set<SweepId>()
  function collectSoon(delay: number): void {
    timer = setTimeout(() => {
      collectAll()
      collectSoon(BETWEEN)
    }, delay)
    timer.unref()
  }

  const handlers: SweepHandlers = {
    ...queued,

    async submit({ sweep: given, folder: named, slurm }, { signal: asked }) {
      const signal = orClosing(asked)
      const folder = absolute(named)
      const { sweep, expansion, checked } = readNewSweep(store, given)
      await answers(folder)
      const scores = new Map(checked.flatMap(({ score }) => (score ? [[score.file, score] as const] : [])))
      return inTurn(
        folder,
        async () => {
          const elsewhere = { folder, slurm, program }
          await writeTasks(
            elsewhere,
            {
              sweep,
              json: plain(sweep),
              // As they were checked: with files named from the root.
              expansion: {
                ...expansion,
                runs: expansion.runs.map((run, at) => ({
                  ...run,
                  configuration: checked[at]?.configuration ?? run.configuration,
                })),
              },
              scores: [...scores.values()].map(({ file, digest }) => ({ file, digest })),
            },
            signal,
          )
          // Known from now on: whatever cuts the hand-over off, what it has begun comes in.
          const { id, isNew } = collecting.sweepOf(folder, await describedIn(folder))
          try {
            const { job, handed } = slurm ? await handToSlurm(elsewhere, { signal }) : NOTHING_HANDED
            tellHanded(id, handed)
            return { sweep: summary(id), job, handed }
          } catch (error) {
            // One that Slurm would not have is not waited for.
            if (isNew && !signal.aborted && !(await mayHaveJobs(folder))) await queued.remove({ sweep: id }, { signal })
            throw error
          } finally {
            looking.forgetSlurm()
          }
        },
        signal,
      )
    },

    async tasks({ sweep }, { signal }) {
      return collecting.look(await folderOf(sweep), orClosing(signal))
    },

    collect(asked, { signal }) {
      if ('sweep' in asked) return collect(() => folderOf(asked.sweep), signal)
      const folder = path.resolve(asked.folder)
      return collect(async () => {
        await answers(folder)
        return collecting.sweepOf(folder, await describedIn(folder))
      }, signal)
    },

    async detach({ sweep: id }) {
      const { folder, open_tasks, updated, ...row } = getSweepRow(database, id)
      if (folder === null) throw new SaccadeError('wrong-state', `The runs of the sweep ${id} are no tasks of a folder`)
      const left = open_tasks === 0 ? row.reason : `${counted(open_tasks, 'task')} of ${folder} had not come in`
      explaining('the history', () =>
        setSweepFolder(database, {
          id,
          folder: null,
          open_tasks: 0,
          reason: left,
          updated: Math.max(updated, store.now()),
        }),
      )
      announce(id)
      return summary(id)
    },

    async pause(asked, context) {
      if (!isElsewhere(asked.sweep)) return queued.pause(asked, context)
      throw new SaccadeError(
        'wrong-state',
        `The tasks of the sweep ${asked.sweep} train elsewhere and cannot be paused`,
        {
          hint: 'Stop it; what is resumed goes on from its checkpoints.',
        },
      )
    },

    async extend(asked, context) {
      const { folder, open_tasks: open } = getSweepRow(database, asked.id)
      if (open === 0) return queued.extend(asked, context)
      throw new SaccadeError(
        'wrong-state',
        `${counted(open, 'task')} of the sweep ${asked.id} are yet to come from ${folder}`,
        {
          hint: 'Nothing is to be trained twice: extend it when they have come, or make another sweep.',
        },
      )
    },

    async stop(asked, context) {
      if (!isElsewhere(asked.sweep)) return queued.stop(asked, context)
      const { folder, id } = await folderOf(asked.sweep)
      if (!isInSlurm(await within(folder, () => handedOver(folder)))) {
        throw new SaccadeError('wrong-state', `The tasks of ${folder} were not handed to Slurm from here`, {
          hint: 'Cancel the job in the scheduler that trains them: each task makes a checkpoint at SIGTERM, and goes on from it.',
        })
      }
      const signal = orClosing(context.signal)
      await inTurn(folder, () => cancelJobs(folder, signal), signal).finally(looking.forgetSlurm)
      // The last of them may have come meanwhile.
      if (isElsewhere(id)) tell(id, 'stopped', 'its tasks were cancelled in Slurm')
      return summary(id)
    },

    async resume(asked, context) {
      if (!isElsewhere(asked.sweep)) return queued.resume(asked, context)
      const { folder, id } = await folderOf(asked.sweep)
      const signal = orClosing(context.signal)
      const { failed } = asked
      const again = () => handToSlurm({ folder, slurm: null, program }, { failed, signal })
      const { handed } = await inTurn(folder, again, signal).finally(looking.forgetSlurm)
      tellHanded(id, handed)
      return summary(id)
    },
  }

  return {
    handlers,
    takeUp: () => collectSoon(0),
    close(): void {
      closing.abort()
      clearTimeout(timer)
    },
  }
}

/** What is under way goes on, and nobody waits for it any more. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(toError(signal.reason))
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
const toError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))

/** A path of the user's that means the same wherever the host was started. @throws bad-usage */
function absolute(named: string): string {
  const folder = named.startsWith(`~${path.sep}`) ? path.join(os.homedir(), named.slice(2)) : named
  if (path.isAbsolute(folder)) return path.resolve(folder)
  throw new SaccadeError('bad-usage', `${named} is no path from the root`, {
    hint: 'Name the folder as the nodes see it, such as /shared/scores.',
  })
}

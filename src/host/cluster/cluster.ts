import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { SweepHandlers, SweepId, SweepSummary } from '../../shared/contract/sweeps.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { systemFault } from '../../shared/system-errors.ts'
import type { RunStore } from '../runs/run-store.ts'
import { findSweep, listSweeps } from '../storage/sweeps.ts'
import { plain, readNewSweep } from '../sweeps/new-sweep.ts'
import { getSweepRow } from '../sweeps/stored-sweep.ts'
import type { QueueSweepHandlers } from '../sweeps/sweep-service.ts'
import { summaryOf } from '../sweeps/summaries.ts'
import { type BundleTaking, type FolderOfSweep, createCollecting } from './collect.ts'
import { createLooking } from './look.ts'
import { cancelJobs, handedOver } from './slurm.ts'
import { handToSlurm, submitSweep } from './submit.ts'
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
/** A file system that says nothing for so long is away. */
const SILENCE = 10_000

/** Sweeps wherever they train: in the queue, or elsewhere as tasks of a folder, from which what is finished comes in by itself. */
export function createCluster({ store, bundles, queued, announce, program }: Parts) {
  const { database } = store
  const looking = createLooking(store.now)
  const collecting = createCollecting({ store, bundles, looking, announce })
  const closing = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  /** One deed after the other for each folder or sweep, so that none takes in, or hands over, what another is at. */
  const deeds = new Map<string, Promise<unknown>>()
  function inTurn<Result>(folder: string, deed: () => Promise<Result>): Promise<Result> {
    const mine = (deeds.get(folder) ?? Promise.resolve()).then(deed)
    const over = mine.catch(() => undefined)
    deeds.set(folder, over)
    void over.then(() => deeds.get(folder) === over && deeds.delete(folder))
    return mine
  }

  /** @throws wrong-state where it trains here; not-found; storage where the folder is away */
  async function folderOf(id: SweepId): Promise<FolderOfSweep> {
    const { folder } = getSweepRow(database, id)
    if (folder === null) throw new SaccadeError('wrong-state', `The runs of the sweep ${id} are no tasks of a folder`)
    await reach(folder)
    return { id, folder, described: openSweepFolder(folder) }
  }

  const summary = (id: SweepId): SweepSummary => summaryOf(database, getSweepRow(database, id))
  /** One that has come in is like all others: extended, it goes on in the queue. */
  const isElsewhere = (id: SweepId): boolean => (findSweep(database, id)?.open_tasks ?? 0) > 0

  async function collect(found: () => Promise<FolderOfSweep> | FolderOfSweep, signal: AbortSignal) {
    const of = await found()
    const either = AbortSignal.any([signal, closing.signal])
    return inTurn(of.described.id, () => collecting.collect(of, either))
  }

  /** Those that an earlier host left, and those that were handed over since. A folder that is away is asked again the next time. */
  async function collectAll(): Promise<void> {
    for (const { id, folder, open_tasks } of listSweeps(database)) {
      if (closing.signal.aborted) return
      if (folder !== null && open_tasks > 0) await collect(() => folderOf(id), closing.signal).catch(() => undefined)
    }
  }
  function collectSoon(delay: number): void {
    timer = setTimeout(() => {
      void collectAll().finally(() => !closing.signal.aborted && collectSoon(BETWEEN))
    }, delay)
    timer.unref()
  }

  const handlers: SweepHandlers = {
    ...queued,

    async submit({ sweep: given, folder: named, slurm }) {
      const folder = absolute(named)
      const { sweep, expansion, checked } = readNewSweep(store, given)
      const scores = new Map(checked.flatMap(({ score }) => (score ? [[score.file, score] as const] : [])))
      return inTurn(folder, async () => {
        const { job, handed } = await submitSweep(
          { folder, slurm, program },
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
        )
        looking.forgetSlurm(folder)
        const { id } = collecting.sweepOf(folder, openSweepFolder(folder))
        return { sweep: summary(id), job, handed }
      })
    },

    async tasks({ sweep }) {
      return collecting.look(await folderOf(sweep))
    },

    collect(asked, { signal }) {
      if ('sweep' in asked) return collect(() => folderOf(asked.sweep), signal)
      const folder = path.resolve(asked.folder)
      return collect(() => collecting.sweepOf(folder, openSweepFolder(folder)), signal)
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
      if (handedOver(folder).jobs.length === 0) {
        throw new SaccadeError('wrong-state', `The tasks of ${folder} were not handed to Slurm from here`, {
          hint: 'Cancel the job in the scheduler that trains them: each task makes a checkpoint at SIGTERM, and goes on from it.',
        })
      }
      await inTurn(folder, () => cancelJobs(folder))
      looking.forgetSlurm(folder)
      return summary(id)
    },

    async resume(asked, context) {
      if (!isElsewhere(asked.sweep)) return queued.resume(asked, context)
      const { folder, id } = await folderOf(asked.sweep)
      await inTurn(folder, () => handToSlurm({ folder, slurm: null, program }, { failed: asked.failed }))
      looking.forgetSlurm(folder)
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

/** Looks without waiting for ever: a file system that hangs holds whoever reads from it at once. @throws storage */
async function reach(folder: string): Promise<void> {
  const away = (what: string) =>
    new SaccadeError('storage', `The folder ${folder} ${what}`, {
      hint: 'What has finished comes in when it is there again. Where it was moved to, `saccade sweep collect DIR` takes it in from there.',
    })
  const looked = fs.promises.stat(folder).then(
    () => null,
    (error: unknown) => away(`cannot be read: ${systemFault(error)}`),
  )
  const ended = new AbortController()
  const late = wait(SILENCE, away('does not answer'), { signal: ended.signal }).catch(() => null)
  const fault = await Promise.race([looked, late])
  ended.abort()
  if (fault) throw fault
}

/** A path of the user's that means the same wherever the host was started. @throws bad-usage */
function absolute(named: string): string {
  const folder = named.startsWith(`~${path.sep}`) ? path.join(os.homedir(), named.slice(2)) : named
  if (path.isAbsolute(folder)) return path.resolve(folder)
  throw new SaccadeError('bad-usage', `${named} is no path from the root`, {
    hint: 'Name the folder as the nodes see it, such as /shared/scores.',
  })
}

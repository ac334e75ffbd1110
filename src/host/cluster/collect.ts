import fs from 'node:fs'
import { parseConfiguration } from '../../shared/config/check.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { ImportedBundle } from '../../shared/contract/bundles.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { SweepId, SweepTask, SweepTasks } from '../../shared/contract/sweeps.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining, systemFault } from '../../shared/system-errors.ts'
import type { RunStore } from '../runs/run-store.ts'
import { getRun } from '../storage/runs.ts'
import {
  type SweepRow,
  type SweepRunRow,
  freeSweepNumber,
  insertSweepRun,
  joinSweep,
  listSweepRuns,
  putSweep,
  setSweepFolder,
  setSweepState,
} from '../storage/sweeps.ts'
import { isSameSweep, knownSweep } from '../runs/known-sweep.ts'
import { digestOf, getSweep, getSweepRow } from '../sweeps/stored-sweep.ts'
import { summaryOf } from '../sweeps/summaries.ts'
import { within } from './answering.ts'
import { type Looking, NO_CURVE } from './look.ts'
import { type SweepFolder, placesOfTask, readJson } from './sweep-folder.ts'

/** @throws where runs of these configurations are not to be taken in */
type Accepts = (configurations: readonly Configuration[]) => void

export interface BundleTaking {
  /** Takes in a file if its runs are accepted, looked at before anything is stored. */
  take(file: string, accepts: Accepts, signal: AbortSignal): Promise<ImportedBundle>
}

interface Parts {
  readonly store: RunStore
  readonly bundles: BundleTaking
  readonly looking: Looking
  /** Tells listeners how a sweep stands. */
  readonly announce: (sweep: SweepId) => void
}

/** The folder of a sweep, which the history knows under `id`. */
export interface FolderOfSweep {
  readonly id: SweepId
  readonly folder: string
  readonly described: SweepFolder
}

/** A network file system may tell of a file before all of it is there, in milliseconds. */
const AGAIN = 600_000

/** Takes the results of folders of sweeps into the history. */
export function createCollecting({ store, bundles, looking, announce }: Parts) {
  const { database } = store
  /** Digests of the configurations of tasks, which never change, by folder made and number. */
  const digests = new Map<string, string>()
  const taskKey = ({ id, created }: SweepFolder, number: number) => `${id} ${created} ${number}`

  const configurationOf = async (folder: string, number: number) =>
    parseConfiguration(await within(folder, () => readJson(placesOfTask(folder, number).configuration)))

  async function digestOfTask({ folder, described }: FolderOfSweep, number: number): Promise<string> {
    const key = taskKey(described, number)
    const digest = digests.get(key) ?? digestOf(await configurationOf(folder, number))
    digests.set(key, digest)
    return digest
  }
  /** The row of a task that has come in; none where what the task is cannot be read. */
  async function rowOf(
    of: FolderOfSweep,
    number: number,
    rows: ReadonlyMap<string, SweepRunRow>,
  ): Promise<SweepRunRow | undefined> {
    try {
      return rows.get(await digestOfTask(of, number))
    } catch (error) {
      if (isBadResult(error)) return undefined
      throw error
    }
  }

  /** Results that could not be read, as they lay there: they are not read again before they are others, or a while is over. */
  const unreadable = new Map<string, { readonly as: string; readonly at: number; readonly reason: string }>()
  async function stampOf(file: string): Promise<string> {
    try {
      const { size, mtimeMs, ino } = await fs.promises.stat(file)
      return `${size} ${mtimeMs} ${ino}`
    } catch (error) {
      return systemFault(error) // so who reads it will say in words
    }
  }

  /** What is finished of a task becomes a run of the sweep, once. */
  async function take({ id, folder, described }: FolderOfSweep, number: number, signal: AbortSignal): Promise<RunId> {
    const digest = await digestOfTask({ id, folder, described }, number)
    const { bundle } = placesOfTask(folder, number)
    const isNot = () => new SaccadeError('bad-data', `${bundle} is not that of task ${number}`)
    const accepts: Accepts = (configurations) => {
      if (configurations.length !== 1 || configurations.some((one) => digestOf(one) !== digest)) throw isNot()
    }
    const [only] = (await bundles.take(bundle, accepts, signal)).runs
    if (!only) throw isNot()
    const { label, point } = described.tasks[number] ?? { label: '', point: {} }
    const { steps } = (await configurationOf(folder, number)).training
    explaining('the history', () =>
      database.transaction(() => {
        const { sweep: other } = getRun(database, only.run)
        if (other !== null && other !== id) {
          throw new SaccadeError('bad-data', `${bundle} holds the run ${only.run}, which is of the sweep ${other} here`)
        }
        // A bundle of the whole sweep may have brought it meanwhile.
        if (listSweepRuns(database, id).some((row) => row.digest === digest)) return
        // Where the sweep was extended meanwhile, another run may have its number.
        const free = freeSweepNumber(database, id, number + 1)
        insertSweepRun(database, id, { number: free, digest, label, point_json: JSON.stringify(point), steps })
        joinSweep(database, only.run, { id, number: free })
      })(),
    )
    store.announceAll([only.run])
    return only.run
  }

  /** The tasks as they stand; those that have come in need not be looked at any more. */
  async function lookAt({ id, folder, described }: FolderOfSweep, signal: AbortSignal) {
    const rows = new Map(listSweepRuns(database, id).map((row) => [row.digest, row]))
    const known = (number: number): SweepTask | undefined => {
      const row = rows.get(digests.get(taskKey(described, number)) ?? '')
      return row && finished(number, row)
    }
    const { metric } = getSweep(database, id).sweep
    const looked = await looking.look(folder, described, { metric: metric.name, known, signal })
    return { looked, rows }
  }

  return {
    /** The sweep of a folder in this history, made where it is lacking. */
    sweepOf(folder: string, described: SweepFolder): FolderOfSweep & { readonly isNew: boolean } {
      const { name, created, sweep, tasks } = described
      const json = JSON.stringify(sweep)
      const { there, id } = knownSweep(database, { id: described.id, created, json })
      const of = { id, folder, described, isNew: !there }
      if (there?.folder === folder) return of
      const [updated, reason] = [store.now(), comeText(0, tasks.length, folder)]
      explaining('the history', () =>
        database.transaction(() => {
          if (!there) putSweep(database, { id, name, sweep_json: json, created, updated, state: 'finished', reason })
          setSweepFolder(database, { id, folder, open_tasks: tasks.length, reason, updated })
        })(),
      )
      announce(id)
      return of
    },

    /** How they stand; takes nothing in. */
    async look(of: FolderOfSweep, signal: AbortSignal): Promise<SweepTasks> {
      const { looked, rows } = await lookAt(of, signal)
      const tasks: SweepTask[] = []
      // What is finished may be in the history already, though nobody has looked since this host began.
      for (const task of looked.tasks) {
        const row = task.state === 'finished' && (await rowOf(of, task.number, rows))
        tasks.push(row ? finished(task.number, row) : task)
      }
      return { sweep: summaryOf(database, getSweepRow(database, of.id)), folder: of.folder, ...looked, tasks }
    },

    /** Takes in what is finished, one after the other. */
    async collect(of: FolderOfSweep, signal: AbortSignal): Promise<SweepTasks> {
      const { id, folder } = of
      const { looked, rows } = await lookAt(of, signal)
      const tasks: SweepTask[] = []
      for (const task of looked.tasks) {
        if (task.state !== 'finished' || task.run !== null) {
          tasks.push(task)
          continue
        }
        const { bundle } = placesOfTask(folder, task.number)
        const as = await within(folder, () => stampOf(bundle))
        const known = unreadable.get(bundle)
        if (known?.as === as && store.now() - known.at < AGAIN) {
          tasks.push({ ...task, state: 'unreadable', reason: known.reason })
          continue
        }
        try {
          const row = rows.get(await digestOfTask(of, task.number))
          tasks.push(
            row ? finished(task.number, row) : { ...task, run: await take(of, task.number, signal), isNew: true },
          )
        } catch (error) {
          // One result that cannot be read keeps none of the others away.
          if (!isBadResult(error)) throw error
          unreadable.set(bundle, { as, at: store.now(), reason: error.message })
          tasks.push({ ...task, state: 'unreadable', reason: error.message })
        }
      }
      const row = getSweepRow(database, id)
      const open = tasks.filter(({ state }) => state !== 'finished').length
      const reason = comeText(tasks.length - open, tasks.length, folder)
      const changed = row.open_tasks !== open || (row.state === 'finished' && row.reason !== reason)
      // One that was let go of meanwhile stays so.
      if (row.folder === folder && (changed || tasks.some(({ isNew }) => isNew))) {
        // One whose tasks were cancelled, and came all the same, is through.
        const isThrough = row.state === 'stopped' && row.open_tasks > 0 && open === 0
        const kept = row.state === 'finished' || isThrough ? reason : row.reason
        const time = store.now()
        explaining('the history', () =>
          database.transaction(() => {
            if (isThrough) setSweepState(database, id, 'finished', reason, time)
            setSweepFolder(database, { id, folder, open_tasks: open, reason: kept, updated: time })
          })(),
        )
        announce(id)
      }
      return { sweep: summaryOf(database, getSweepRow(database, id)), folder, ...looked, tasks }
    },
  }
}

/** Whether the folder is that of a sweep: another may lie where it lay. */
export const isSweepOf = (row: SweepRow, { id, created, sweep }: SweepFolder): boolean =>
  isSameSweep(row, { id, created, json: JSON.stringify(sweep) })

function finished(number: number, { label, steps, run, step }: SweepRunRow): SweepTask {
  const of = { number, label, steps, step: step ?? steps, run }
  return { ...of, state: 'finished', reason: '', log: [], slurm: '', inHands: false, curve: NO_CURVE, isNew: false }
}

const comeText = (come: number, all: number, folder: string): string =>
  come === all ? 'all runs are done' : `${come} of ${counted(all, 'task')} have come from ${folder}`

const isBadResult = (error: unknown): error is SaccadeError =>
  error instanceof SaccadeError && ['bad-data', 'bad-configuration'].includes(error.code)

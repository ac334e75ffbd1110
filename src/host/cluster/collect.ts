import fs from 'node:fs'
import path from 'node:path'
import { parseConfiguration } from '../../shared/config/check.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { ImportedBundle } from '../../shared/contract/bundles.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { CollectedTask, SweepHandlers, SweepId } from '../../shared/contract/sweeps.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import type { RunStore } from '../runs/run-store.ts'
import {
  findSweep,
  freeSweepNumber,
  insertSweepRun,
  joinSweep,
  listSweepRuns,
  listSweeps,
  putSweep,
} from '../storage/sweeps.ts'
import { digestOf, getSweepRow } from '../sweeps/stored-sweep.ts'
import { summaryOf } from '../sweeps/summaries.ts'
import { newId } from '../folder/new-id.ts'
import { type SlurmState, isOpen, slurmStates, slurmText } from './slurm.ts'
import { type SweepFolder, openSweepFolder, placesOfTask, readJson } from './sweep-folder.ts'
import { readTaskState, standOf } from './task-state.ts'

/** @throws where runs of these configurations are not to be taken in */
type Accepts = (configurations: readonly Configuration[]) => void

interface Parts {
  readonly store: RunStore
  readonly bundles: {
    /** Takes in a file if its runs are accepted, looked at before anything is stored. */
    take(file: string, accepts: Accepts, signal: AbortSignal): Promise<ImportedBundle>
  }
  /** Tells listeners how a sweep stands. */
  readonly announce: (sweep: SweepId) => void
}

interface Taking {
  readonly id: SweepId
  readonly folder: string
  readonly described: SweepFolder
  /** What the sweep has, by the digests of configurations: its run, or null where that was deleted. */
  readonly known: Map<string, RunId | null>
}

/** Takes the results of folders of sweeps into the history. */
export function createCollecting({ store, bundles, announce }: Parts): Pick<SweepHandlers, 'collect'> {
  const { database } = store
  let last: Promise<unknown> = Promise.resolve()

  /** What is finished of a task becomes a run of the sweep, once. */
  async function take(of: Taking, number: number, signal: AbortSignal) {
    const { id, folder, described, known } = of
    const places = placesOfTask(folder, number)
    const configuration = parseConfiguration(readJson(places.configuration))
    const digest = digestOf(configuration)
    const there = known.get(digest)
    if (there !== undefined) return { run: there, isNew: false }
    const isNot = () => new SaccadeError('bad-data', `${places.bundle} is not that of task ${number}`)
    const accepts: Accepts = (configurations) => {
      if (configurations.length !== 1 || configurations.some((one) => digestOf(one) !== digest)) throw isNot()
    }
    const [only] = (await bundles.take(places.bundle, accepts, signal)).runs
    if (!only) throw isNot()
    const { label, point } = described.tasks[number] ?? { label: '', point: {} }
    const { steps } = configuration.training
    explaining('the history', () =>
      database.transaction(() => {
        // Where the sweep was extended meanwhile, another run may have its number.
        const free = freeSweepNumber(database, id, number + 1)
        insertSweepRun(database, id, { number: free, digest, label, point_json: JSON.stringify(point), steps })
        joinSweep(database, only.run, { id, number: free })
      })(),
    )
    known.set(digest, only.run)
    store.announceAll([only.run])
    return { run: only.run, isNew: true }
  }

  /** The sweep of a folder in this history, made where it is lacking. */
  function sweepOf({ id: wanted, name, created, sweep }: SweepFolder): SweepId {
    const json = JSON.stringify(sweep)
    const there = listSweeps(database).find(
      (row) => row.created === created && (row.id === wanted || row.sweep_json === json),
    )
    if (there) return there.id
    const taken = (id: string) => findSweep(database, id) !== undefined
    const id = taken(wanted) ? newId('s', taken) : wanted
    const row = { id, name, sweep_json: json, created, updated: store.now() }
    explaining('the history', () => putSweep(database, { ...row, state: 'finished', reason: '' }))
    return id
  }

  return {
    /** One after the other, so that none takes in what another is at. */
    collect(asked, context) {
      const mine = last.then(() => collectNow(asked, context))
      last = mine.catch(() => undefined)
      return mine
    },
  }

  async function collectNow(...[{ folder: named }, { signal }]: Parameters<SweepHandlers['collect']>) {
    const folder = path.resolve(named)
    const described = openSweepFolder(folder)
    const id = sweepOf(described)
    // Elsewhere than where jobs are submitted nobody knows what Slurm says; results can be taken in all the same.
    const scheduled = await slurmStates(folder).catch(() => new Map<number, SlurmState>())
    const known = new Map(listSweepRuns(database, id).map((row) => [row.digest, row.run]))
    const tasks: CollectedTask[] = []
    for (const [number, { label }] of described.tasks.entries()) {
      const { state: file, bundle } = placesOfTask(folder, number)
      const state = readTaskState(file)
      const { step = 0, steps = 0, reason = '', log = [] } = state ?? {}
      const inSlurm = scheduled.get(number)
      const slurm = inSlurm ? slurmText(inSlurm) : ''
      const task = { number, label, step, steps, reason, log, slurm, run: null, isNew: false }
      const own = fs.existsSync(bundle) ? 'finished' : standOf(state, store.now())
      // One that Slurm still has to train is not given up, whatever became of its process.
      const stand = inSlurm && isOpen(inSlurm) && (own === 'lost' || own === 'stopped') ? 'waiting' : own
      if (stand !== 'finished') {
        tasks.push({ ...task, state: stand })
        continue
      }
      try {
        tasks.push({ ...task, state: stand, ...(await take({ id, folder, described, known }, number, signal)) })
      } catch (error) {
        // One result that cannot be read keeps none of the others away.
        if (
          !(error instanceof SaccadeError) ||
          !['bad-data', 'bad-configuration', 'newer-version'].includes(error.code)
        )
          throw error
        tasks.push({ ...task, state: 'unreadable', reason: error.message })
      }
    }
    const row = getSweepRow(database, id)
    const come = tasks.filter(({ state }) => state === 'finished').length
    const reason =
      come === tasks.length
        ? 'all runs are done'
        : `${come} of ${counted(tasks.length, 'task')} have come from ${folder}`
    if (row.state === 'finished' && row.reason !== reason)
      explaining('the history', () => putSweep(database, { ...row, reason, updated: store.now() }))
    announce(id)
    return { sweep: summaryOf(database, getSweepRow(database, id)), tasks }
  }
}

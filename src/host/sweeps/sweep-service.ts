import { isDeepStrictEqual } from 'node:util'
import { valueAt } from '../../shared/config/assign.ts'
import type { SweepHandlers, SweepId } from '../../shared/contract/sweeps.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { hasEnded } from '../../shared/run-state.ts'
import type { ResolvedSweep } from '../../shared/sweeps/expand.ts'
import { type Point, pointLabel } from '../../shared/sweeps/points.ts'
import { variedPaths } from '../../shared/sweeps/read-sweep.ts'
import { explaining } from '../../shared/system-errors.ts'
import { newId } from '../folder/new-id.ts'
import type { RunWorkers } from '../runs/active-run.ts'
import { insertNewRun } from '../runs/new-runs.ts'
import type { QueueSettings } from '../runs/queue-settings.ts'
import type { RunStore } from '../runs/run-store.ts'
import { scoreOf } from '../storage/score-modules.ts'
import {
  deleteSweep,
  findSweep,
  insertSweepRun,
  listSweepRuns,
  listSweeps,
  putSweep,
  renameSweepRun,
} from '../storage/sweeps.ts'
import type { SweepControl } from './control.ts'
import { estimate } from './estimate.ts'
import { type NewSweep, plain, readNewSweep } from './new-sweep.ts'
import type { SweepPlace } from './place.ts'
import { type StoredSweep, digestOf, getSweep, getSweepRow, pointOf } from './stored-sweep.ts'
import { detailOf, summaryOf } from './summaries.ts'

interface Parts {
  readonly store: RunStore
  readonly control: SweepControl
  readonly place: SweepPlace
  readonly workers: RunWorkers
  readonly settings: Pick<QueueSettings, 'atOnce'>
}

/** What there is to ask of sweeps in the queue of this host. */
export type QueueSweepHandlers = Omit<SweepHandlers, 'collect' | 'submit' | 'tasks' | 'detach'>

/** Sweeps of this history. */
export function createSweepService({ store, control, place, workers, settings }: Parts): QueueSweepHandlers {
  const { database } = store
  const summary = (id: SweepId) => summaryOf(database, getSweepRow(database, id))

  /** Stores the runs that a sweep does not have yet, behind those that it has, and lets them wait. */
  function add(id: SweepId, { sweep, expansion, checked }: NewSweep, put: () => void): void {
    const runs = explaining('the history', () =>
      database.transaction(() => {
        put()
        const before = getSweep(database, id).runs
        const there = new Map(before.map((row) => [row.digest, row]))
        /** Settings that the sweep had before and does not name any more: what is new has values of them all the same. */
        const left = new Set(before.flatMap((row) => Object.keys(pointOf(row))))
        for (const path of ['seed', ...variedPaths(sweep)]) left.delete(path)
        let number = before.at(-1)?.number ?? 0
        return expansion.runs.flatMap(({ point, label }, index) => {
          const run = checked[index]
          const digest = run && digestOf(run.configuration)
          if (!digest) return []
          const known = there.get(digest)
          if (known) {
            // The sweep may say now what was left to its base before: its seed, or a further axis.
            const all: Point = { ...pointOf(known), ...point }
            const words = { label: pointLabel(all, Object.keys(all)), point_json: JSON.stringify(all) }
            renameSweepRun(database, id, { number: known.number, ...words })
            return []
          }
          number += 1
          const { steps } = run.configuration.training
          const settings = left.size > 0 ? plain(run.configuration) : {}
          const former = [...left].map((path) => [path, valueAt(settings, path) ?? null] as const)
          const all: Point = { ...Object.fromEntries(former), ...point }
          insertSweepRun(database, id, { number, digest, label, point_json: JSON.stringify(all), steps })
          return [insertNewRun(store, run, { id, number })]
        })
      })(),
    )
    control.announce(id)
    store.announceAll(runs)
    place.admit(runs)
  }

  return {
    async list() {
      return listSweeps(database).map((row) => summaryOf(database, row))
    },

    async get({ sweep }) {
      return detailOf(database, getSweep(database, sweep))
    },

    async create({ sweep }) {
      const made = readNewSweep(store, sweep)
      const id = newId('s', (candidate) => findSweep(database, candidate) !== undefined)
      const time = store.now()
      const row = { id, name: made.name, sweep_json: made.json, created: time, updated: time }
      add(id, made, () => putSweep(database, { ...row, state: 'running', reason: '' }))
      return summary(id)
    },

    async estimate({ sweep, probe: probes }, { signal }) {
      const planned = readNewSweep(store, sweep)
      const atOnce = Math.min(planned.sweep.budget.atOnce ?? settings.atOnce, planned.expansion.runs.length)
      return estimate(store, workers, planned, { atOnce, probes, signal })
    },

    async pause({ sweep }) {
      const row = getSweepRow(database, sweep)
      if (row.state !== 'running') throw wrongState(row, 'Only a sweep that runs can be paused.')
      control.set(sweep, 'paused', '')
      const training = listSweepRuns(database, sweep).flatMap(({ run, state }) =>
        run !== null && (state === 'starting' || state === 'running') ? [run] : [],
      )
      await Promise.all(training.map((run) => place.pause(run)))
      place.admit([]) // others may have the places that are free now
      return summary(sweep)
    },

    async resume({ sweep, failed }) {
      // Code that came in a bundle is asked about first: refused before anything is queued.
      for (const { run, state } of getSweep(database, sweep).runs)
        if (run !== null && state !== 'finished') scoreOf(database, run)
      control.goOn(sweep, { failed })
      return summary(sweep)
    },

    async stop({ sweep }) {
      // From rows alone: what cannot be read can be stopped all the same, and then forgotten.
      const row = getSweepRow(database, sweep)
      if (row.state === 'stopped' || row.state === 'finished') throw wrongState(row, 'Nothing of it trains or waits.')
      const open = listSweepRuns(database, sweep).filter(({ state }) => state !== null && !hasEnded(state))
      const reason = 'stopped with its sweep'
      control.set(sweep, 'stopped', reason, open)
      for (const { run } of open) if (run !== null) place.stop(run, reason)
      return summary(sweep)
    },

    async extend({ id, sweep }) {
      const made = readNewSweep(store, sweep)
      const before = getSweep(database, id)
      checkRules(before, made.sweep)
      checkKinship(before, made)
      const { row } = before
      const state = row.state === 'paused' ? 'paused' : 'running'
      add(id, made, () =>
        putSweep(database, { ...row, state, name: made.name, sweep_json: made.json, updated: store.now() }),
      )
      // With more steps, what had no room before may go on too.
      if (state === 'running') control.goOn(id, { failed: false })
      return summary(id)
    },

    async remove({ sweep }) {
      const row = getSweepRow(database, sweep)
      if (row.state === 'running' || row.state === 'paused') throw wrongState(row, 'Stop it first.')
      explaining('the history', () => deleteSweep(database, sweep))
      store.emit('sweepRemoved', { sweep })
    },
  }
}

/** Decisions that were taken count for those to come, so what they were taken by stays. @throws wrong-state */
function checkRules({ row: { id }, sweep, decisions }: StoredSweep, { metric, stopping }: ResolvedSweep): void {
  if (decisions.length === 0) return
  const changed = [
    isDeepStrictEqual(sweep.metric, metric) ? '' : 'metric',
    isDeepStrictEqual(sweep.stopping, stopping) ? '' : 'stopping',
  ].filter(Boolean)
  if (changed.length === 0) return
  throw new SaccadeError('wrong-state', `The sweep ${id} has decided about runs by its ${changed.join(' and ')}`, {
    hint: `Leave ${changed.length > 1 ? 'them' : 'it'} as it was (${JSON.stringify({ metric: sweep.metric, stopping: sweep.stopping })}), or make another sweep.`,
  })
}

/** What has neither the base nor a run of a sweep is another one. @throws wrong-state */
function checkKinship({ row: { id, name }, sweep, runs }: StoredSweep, made: NewSweep): void {
  if (isDeepStrictEqual(sweep.base, made.sweep.base)) return
  const there = new Set(runs.map(({ digest }) => digest))
  if (made.checked.some(({ configuration }) => there.has(digestOf(configuration)))) return
  throw new SaccadeError('wrong-state', `This is another sweep: it has no run of “${name}” (${id}), nor its base`, {
    hint: 'Train it as a sweep of its own.',
  })
}

function wrongState({ id, state }: { readonly id: SweepId; readonly state: string }, hint: string): SaccadeError {
  return new SaccadeError('wrong-state', `The sweep ${id} is ${state}`, { hint })
}

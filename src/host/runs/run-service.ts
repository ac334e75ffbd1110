import { createPace } from '../../data/pace.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import { readBands, readCurves } from '../../shared/curves/curves.ts'
import { thinSeries } from '../../shared/curves/thin-series.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { neededName } from '../../shared/run-name.ts'
import { canResume, hasEnded } from '../../shared/run-state.ts'
import { resumePointOf } from './checkpoint-access.ts'
import { checkNewRuns, insertNewRun } from './new-runs.ts'
import { pruneRun } from './prune.ts'
import type { Queue } from './queue.ts'
import { removeRuns } from './remove-runs.ts'
import type { RunStore } from './run-store.ts'
import { listCheckpoints } from '../storage/checkpoints.ts'
import { explaining, isDamage } from '../../shared/system-errors.ts'
import { curveSource } from '../storage/curve-source.ts'
import type { Database } from '../storage/database.ts'
import { listLog } from '../storage/logs.ts'
import { metricsOf, readSeries } from '../storage/metrics.ts'
import { readColumn } from '../storage/metric-columns.ts'
import { discardRuns, markRuns, restoreRuns } from '../storage/marks.ts'
import { type RunRow, getRun, getStoredRun, renameRuns } from '../storage/runs.ts'
import { findSnapshot, snapshotSteps } from '../storage/snapshots.ts'
import { findSweep } from '../storage/sweeps.ts'
import { listTransitions } from '../storage/transitions.ts'
import { listWatched } from '../storage/watched.ts'
import { scoreOf } from '../storage/score-modules.ts'
import { detail, summarizeAll } from './summaries.ts'

/** What other rooms do with what is stored of a run. */
type ElsewhereDone =
  | 'emergence'
  | 'translate'
  | 'scoreReferences'
  | 'ask'
  | 'compare'
  | 'exportPytorch'
  | 'exportWeights'
  | 'importPytorch'
  | 'openExample'

/** The history and the queue of runs. */
export function createRunService(store: RunStore, queue: Queue): Omit<RunHandlers, ElsewhereDone> {
  const { database } = store
  const curves = curveSource(database)
  const stateOf = (run: RunId) => {
    store.catchUp(run)
    return getRun(database, run).state
  }
  const wantEnded = (runs: readonly RunId[], row: (of: Database, run: RunId) => RunRow): void => {
    for (const run of runs) {
      store.catchUp(run)
      const { state } = row(database, run)
      if (!hasEnded(state)) throw wrongState(run, state, 'Stop it first.')
    }
  }
  /** A run of a sweep that is paused would wait until that goes on. */
  const wantUnpaused = (run: RunId): void => {
    const { sweep } = getRun(database, run)
    if (sweep === null || findSweep(database, sweep)?.state !== 'paused') return
    throw new SaccadeError('wrong-state', `Run ${run} belongs to the sweep ${sweep}, which is paused`, {
      hint: {
        terminal: `\`saccade sweep resume ${sweep}\` lets all of it go on.`,
        window: 'Resume the sweep on the page Sweeps, or stop it to let single runs go on.',
      },
    })
  }
  return {
    async list() {
      return summarizeAll(store)
    },

    async get({ run }) {
      return detail(store, run)
    },

    async create({ configurations }) {
      const checked = checkNewRuns(store, configurations)
      const runs = explaining('the history', () =>
        database.transaction(() => checked.map((run) => insertNewRun(store, run)))(),
      )
      store.announceAll(runs)
      queue.admit(...runs)
      return { runs }
    },

    async pause({ run, keepPlace = false }) {
      const state = stateOf(run)
      const active = queue.active(run)
      if (!active || state !== 'running') throw wrongState(run, state, 'Only a run that trains can be paused.')
      await active.pause(keepPlace)
      queue.pump()
    },

    async resume({ run, ...wishes }) {
      const state = stateOf(run)
      const waits = state === 'queued'
      if (!waits && !canResume(state))
        throw wrongState(run, state, state === 'finished' ? 'It has done all its work.' : '')
      wantUnpaused(run)
      scoreOf(store.database, run) // whose code may have come in a bundle: refused before anything is queued
      if (wishes.checkpoint !== undefined) {
        // A paused run has a worker, which it keeps while it waits.
        if (state === 'paused' || (waits && queue.active(run)))
          throw wrongState(run, state, 'It goes on where it stands; stop it to choose a checkpoint.')
      }
      resumePointOf(store, run, wishes.checkpoint ?? (waits ? queue.wishes.of(run).checkpoint : undefined))
      if (waits) {
        const earlier = queue.wishes.of(run)
        explaining('the history', () =>
          queue.wishes.put(run, {
            checkpoint: wishes.checkpoint ?? earlier.checkpoint,
            engineChange: wishes.engineChange ?? earlier.engineChange,
          }),
        )
      } else {
        // Together, so that it never waits without what was asked of it.
        const reason = wishes.checkpoint === 'best' ? 'resumed from its best checkpoint' : 'resumed'
        store.move(run, 'queued', reason, () => queue.wishes.put(run, wishes))
      }
      queue.admit(run)
    },

    async stop({ run }) {
      const state = stateOf(run)
      const active = queue.active(run)
      if (active) active.stop()
      else if (state === 'queued') store.move(run, 'stopped', 'stopped before it started')
      else throw wrongState(run, state, hasEnded(state) ? 'It has ended already.' : '')
    },

    async rename({ runs, name }) {
      const wanted = neededName(name)
      for (const run of runs) getRun(database, run)
      explaining('the history', () => renameRuns(database, runs, wanted))
      store.announceAll(runs)
    },

    async mark(request) {
      for (const run of request.runs) getRun(database, run)
      explaining('the history', () => markRuns(database, request))
      store.announceAll(request.runs)
    },

    async discard({ runs }) {
      wantEnded(runs, getRun)
      explaining('the history', () => discardRuns(database, runs, store.now()))
      store.emit('removed', { runs })
    },

    async restore({ runs }) {
      for (const run of runs) getStoredRun(database, run)
      explaining('the history', () => restoreRuns(database, runs))
      store.announceAll(runs)
    },

    async remove({ runs }) {
      wantEnded(runs, getStoredRun)
      removeRuns(store, runs)
    },

    async metrics({ runs, metrics, points }) {
      return runs.flatMap((run) => {
        getRun(database, run)
        const wanted = metrics.length > 0 ? metrics : metricsOf(database, run)
        return wanted
          .map((metric) => ({ run, metric, ...thinSeries(readSeries(database, run, metric), points) }))
          .filter(({ steps }) => steps.length > 0)
      })
    },

    async curves(request, { signal }) {
      for (const run of request.runs) getRun(database, run)
      return readCurves(curves, request, createPace(signal).breathe)
    },

    async bands(request, { signal }) {
      for (const { runs } of request.groups) for (const run of runs) getRun(database, run)
      return readBands(curves, request, createPace(signal).breathe)
    },

    async values({ runs, wanted }) {
      return wanted.map((one) => ({ ...one, ...readColumn(database, runs, one) }))
    },

    async snapshots({ runs }) {
      return runs.map((run) => {
        try {
          getRun(database, run)
          return { steps: snapshotSteps(database, run), sentences: listWatched(database, run) }
        } catch (error) {
          if (isDamage(error) || error instanceof SaccadeError) return null
          throw error
        }
      })
    },

    async snapshot({ run, step, sentence: index }) {
      const sentence = listWatched(database, run).find((watched) => watched.index === index)
      const found = sentence && findSnapshot(database, run, index, step)
      if (found) return { run, step: found.step, sentence, text: found.text, maps: found.maps }
      throw new SaccadeError('not-found', `Run ${run} keeps nothing of sentence ${index} up to step ${step}`)
    },

    async checkpoints({ run }) {
      getRun(database, run)
      return listCheckpoints(database, run).map(({ step, kind, bytes }) => ({ step, kind, bytes }))
    },

    async prune({ runs, dryRun, ...bounds }) {
      for (const run of runs) getRun(database, run)
      return runs.map((run) => pruneRun(store, run, bounds, dryRun))
    },

    async log({ run }) {
      getRun(database, run)
      return listLog(database, run)
    },

    async transitions({ run }) {
      getRun(database, run)
      return listTransitions(database, run)
    },
  }
}

function wrongState(run: RunId, state: string, hint = ''): SaccadeError {
  return new SaccadeError('wrong-state', `Run ${run} is ${state}`, { hint })
}

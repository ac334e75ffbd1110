import path from 'node:path'
import type { LogLine, RunId } from '../../shared/contract/runs.ts'
import type { EngineDescription, PreparedInfo, ResumePoint, TrainOutcome } from '../../shared/contract/trainer.ts'
import { engineChange } from '../../shared/engine-change.ts'
import { SaccadeError, furtherProblems } from '../../shared/errors.ts'
import type { RunState } from '../../shared/run-state.ts'
import { checkCheckpointFile, deleteOrphans, wayAround } from './checkpoint-files.ts'
import { runFolder } from '../folder/data-folder.ts'
import type { WorkerResources } from '../workers/environment.ts'
import type { WorkerLauncher } from '../workers/launcher.ts'
import { readableConfiguration } from './readable-data.ts'
import { createRecorder, recordPrepared } from './recorder.ts'
import type { ResumeWishes } from './resume-wishes.ts'
import type { RunStore } from './run-store.ts'
import { sentence } from '../../shared/error-sentence.ts'
import { resumePointOf } from './checkpoint-access.ts'
import { listCheckpoints } from '../storage/checkpoints.ts'
import { explained, explaining } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import { finishParts } from '../storage/curve-parts.ts'
import { insertLog } from '../storage/logs.ts'
import { getRun, keepPlace, preparedOf, setStep } from '../storage/runs.ts'
import { scoreOf } from '../storage/score-modules.ts'
import { type Deadlines, type Supervised, type WorkerOutcome, supervise } from '../workers/supervisor.ts'

/** A run with its worker. */
export interface ActiveRun {
  /** Resolves when the worker is gone and the end of the run is stored. Never rejects. */
  readonly ended: Promise<void>
  /** Resolves when it holds still; `keepsPlace` as in the contract. */
  pause(keepsPlace: boolean): Promise<void>
  /** Lets a run go on that was told to pause and does not hold still yet. */
  takeBackPause(): void
  /** Lets a run that holds still go on. */
  goOn(): void
  /** Stops in order, with a checkpoint; the run becomes `stopped`, for this reason where it was not the user who asked. */
  stop(reason?: string): void
  /** As `stop`, but the user did not ask for it: the run becomes `interrupted`, or goes on waiting where it waits. */
  interrupt(reason: string): void
  /** Ends the worker at once. */
  kill(reason: string): void
}

export interface RunWorkers {
  readonly launcher: WorkerLauncher
  /** Of the machine, those that a worker may use that is started now. */
  readonly cores: number
  readonly deadlines?: Partial<Deadlines>
  /** Hears what the data of a run came to, once that is stored. */
  readonly onPrepared?: (run: RunId, prepared: PreparedInfo) => void
}

interface Ending {
  readonly to: RunState
  readonly reason: string
  /** A run that waits in the queue goes on waiting instead. */
  readonly goesOnWaiting?: boolean
}

/** Compiling a large model takes a while; a silence longer than this, in milliseconds, is worth a line in the log. */
const LONG_SILENCE = 30_000

const REASONS: Record<TrainOutcome['reason'], string> = {
  steps: 'all steps done',
  epochs: 'all epochs done',
  'early stopping': 'no better for a while (early stopping)',
  'goal reached': 'the goal was reached',
  'stopped by the user': 'stopped by the user',
}

/** Starts a queued run. @throws what keeps it from starting; the run is then still `starting` */
export function startRun(store: RunStore, workers: RunWorkers, run: RunId, wishes: ResumeWishes = {}): ActiveRun {
  const { database } = store
  store.move(run, 'starting')
  const configuration = readableConfiguration(store, getRun(database, run))
  const checkpoint = prepareFolder(store, run, wishes)
  const score = scoreOf(database, run)

  let interruption: string | null = null
  let stopReason: string | null = null
  let pausing = false
  const isPausing = () => pausing && stopReason === null && interruption === null
  let failure: SaccadeError | null = null
  let supervised: Supervised<TrainOutcome> | null = null
  let silent = false

  /** Storing what a worker reports can fail, with a full disk for one: that ends the run, not the host. */
  function fail(error: unknown): void {
    if (failure) return
    failure = asFailure(error)
    supervised?.kill(failure.message)
  }
  function recording(work: () => void): void {
    if (failure) return
    try {
      work()
    } catch (error) {
      fail(error)
    }
  }

  supervised = supervise<TrainOutcome>({
    worker: workers.launcher.launch(resourcesFor(configuration.engine.device, workers.cores)),
    recorder: createRecorder(store, run),
    deadlines: workers.deadlines,
    work: (trainer) =>
      trainer.train({
        ...{ configuration, folder: runFolder(store.folder, run), datasets: store.folder.datasets },
        ...{ checkpoint, score },
      }),
    listen(on) {
      on('prepared', (prepared) =>
        recording(() => {
          const reason = engineReason(checkpoint, prepared.engine)
          recordPrepared(store, run, prepared, { reason, fromBest: wishes.checkpoint === 'best' })
          workers.onPrepared?.(run, prepared)
        }),
      )
      on('steps', ({ rows }) =>
        recording(() =>
          store.steps.add({ run, rows, stored: () => store.emit('metrics', { run, rows }), failed: fail }),
        ),
      )
      on('progress', (progress) => {
        store.live.set(run, progress)
        store.emit('progress', { run, progress })
      })
      on('log', ({ level, text }) => recording(() => store.log(run, level, text)))
    },
    onSilence(milliseconds) {
      const told = milliseconds >= LONG_SILENCE
      if (told && !silent) {
        recording(() =>
          store.log(run, 'warning', `The worker has not answered for ${Math.round(milliseconds / 1000)} s`),
        )
      }
      silent = told
    },
  })
  const { trainer, outcome, stop, kill } = supervised

  async function end(): Promise<void> {
    const result = await outcome
    store.steps.flush()
    if (failure === null) {
      settle(store, run, result, ending(result, interruption, stopReason))
      return
    }
    // The worker was ended for this; that it is lost is no news.
    const log = result.kind === 'done' ? [] : result.log
    settle(store, run, { kind: 'failed', error: failure, log }, { to: 'failed', reason: sentence(failure) })
  }

  return {
    ended: end(),
    async pause(keepsPlace) {
      pausing = true
      await trainer.pause().catch((error: unknown) => {
        if (isPausing()) throw error
      })
      if (!isPausing() || getRun(database, run).state !== 'running') return
      pausing = false
      const reason = keepsPlace ? 'keeps its place: queued runs wait for it' : 'its place is free for the next run'
      store.move(run, 'paused', reason, () => {
        if (keepsPlace) keepPlace(database, run)
      })
    },
    takeBackPause() {
      if (pausing) trainer.resume().catch(() => undefined)
      pausing = false
    },
    goOn() {
      store.move(run, 'running')
      // It can only refuse because it is at its end, which then comes by itself.
      trainer.resume().catch(() => undefined)
    },
    stop(reason = REASONS['stopped by the user']) {
      stopReason = reason
      stop()
    },
    interrupt(reason) {
      if (stopReason === null) interruption = reason
      stop()
    },
    kill,
  }
}

export const resourcesFor = (device: WorkerResources['device'], cores: number): WorkerResources => ({ cores, device })

/** What the history says where a run goes on with another engine than before. */
function engineReason(from: ResumePoint | null, now: EngineDescription): string {
  const change = from?.engine && engineChange(from.engine, now)
  return change ? `goes on with ${change}` : ''
}

/** Makes the run's folder fit to its rows. Returns the checkpoint to go on from, null to start anew. */
function prepareFolder(store: RunStore, run: RunId, wishes: ResumeWishes): ResumePoint | null {
  const folder = store.checkpointFolder(run)
  return explaining(`the run's folder ${folder}`, () => {
    const record = resumePointOf(store, run, wishes.checkpoint)
    makeFolders(folder)
    const all = listCheckpoints(store.database, run)
    deleteOrphans(folder, all)
    setStep(store.database, run, record?.step ?? 0, store.now())
    if (!record) return null
    const otherwise = wayAround(run, folder, record, all)
    checkCheckpointFile(folder, record, otherwise)
    const engine = preparedOf(getRun(store.database, run))?.engine ?? null
    return { file: path.join(folder, record.file), otherwise, engine, engineChange: wishes.engineChange ?? false }
  })
}

function ending(outcome: WorkerOutcome<TrainOutcome>, interruption: string | null, stopReason: string | null): Ending {
  if (outcome.kind === 'done' && outcome.result.state === 'finished') {
    return { to: 'finished', reason: REASONS[outcome.result.reason] }
  }
  if (interruption !== null) return { to: 'interrupted', reason: interruption, goesOnWaiting: true }
  if (outcome.kind === 'done') return { to: 'stopped', reason: stopReason ?? REASONS[outcome.result.reason] }
  if (outcome.kind === 'failed') return { to: 'failed', reason: sentence(outcome.error) }
  return { to: outcome.stopping ? 'stopped' : 'interrupted', reason: sentence(outcome.error) }
}

/** Stores how a run ended. What cannot be stored is told all the same; the next start finds the run unfinished. */
function settle(store: RunStore, run: RunId, outcome: WorkerOutcome<TrainOutcome>, ending: Ending): void {
  store.live.delete(run)
  const lines = outcome.kind === 'done' ? [] : logOf(outcome)
  try {
    storeEnd(store, run, lines, ending)
  } catch {
    // Most likely the disk is full: for these few rows room was kept.
    store.freeReserve()
    try {
      storeEnd(store, run, lines, ending)
    } catch (error) {
      const { message } = asFailure(error)
      store.emit('log', { run, level: 'error', text: `The end of the run could not be stored. ${message}` })
      store.keepUnstored(run, { state: ending.to, reason: ending.reason }, () => storeEnd(store, run, lines, ending))
    }
  }
  finish(store, run)
  tidy(store, run)
  for (const { level, text } of lines) store.emit('log', { run, level, text })
}

/** Curves of a run that has ended are read in few pieces. Where that cannot be stored, they are whole all the same. */
function finish({ database }: RunStore, run: RunId): void {
  try {
    database.transaction(() => finishParts(database, run))()
  } catch {
    // Their rows are read instead.
  }
}

/** A worker that died while it wrote left a part of a checkpoint. Where it cannot be deleted, the next start tries again. */
function tidy(store: RunStore, run: RunId): void {
  try {
    deleteOrphans(store.checkpointFolder(run), listCheckpoints(store.database, run))
  } catch {
    // It takes room and does no harm.
  }
}

/** The log and the last state of a run in one transaction. */
function storeEnd(store: RunStore, run: RunId, lines: readonly Line[], ending: Ending): void {
  const { database, now } = store
  const { to, reason, goesOnWaiting = false } = ending
  const storeLog = () => {
    for (const line of lines) insertLog(database, run, { time: now(), ...line })
  }
  const { state } = getRun(database, run)
  if (goesOnWaiting && state === 'queued') {
    // It goes on from its checkpoint when the queue comes to it.
    database.transaction(storeLog)()
    return
  }
  // It may have come to its end before it told that it was prepared.
  if (to === 'finished' && state !== 'running') store.move(run, 'running')
  store.move(run, to, reason, storeLog)
}

type Line = Pick<LogLine, 'level' | 'text'>

/** What the worker last wrote, why it ended, and every fault besides. */
function logOf(outcome: WorkerOutcome<TrainOutcome> & { kind: 'failed' | 'lost' }): Line[] {
  const { error, log } = outcome
  const level: LogLine['level'] = outcome.kind === 'lost' && outcome.stopping ? 'warning' : 'error'
  return [
    ...log.map((text) => ({ level: 'info' as const, text })),
    { level, text: sentence(error) },
    ...furtherProblems(error).map(({ path: where, message }) => ({ level, text: `${where}: ${message}` })),
  ]
}

function asFailure(error: unknown): SaccadeError {
  const failure = explained(error, 'the history')
  if (failure instanceof SaccadeError) return failure
  return new SaccadeError('internal', error instanceof Error ? error.message : String(error), { cause: error })
}

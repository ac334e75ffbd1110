import type { ActiveShare } from '../../shared/contract/queue.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { type ActiveRun, type RunWorkers, startRun } from './active-run.ts'
import { sentence } from '../../shared/error-sentence.ts'
import type { QueueSettings } from './queue-settings.ts'
import { type StoredWishes, createStoredWishes } from './resume-wishes.ts'
import type { RunStore } from './run-store.ts'
import { insertLog } from '../storage/logs.ts'
import { getRun, queuedRuns } from '../storage/runs.ts'
import { WAS_PAUSED } from '../storage/settle-runs.ts'

/** Starts waiting runs in their order, so many at a time. A paused run takes no place unless it keeps it. */
export interface Queue {
  /** Starts what can be started. */
  pump(): void
  /** Call it when runs were queued: they may start from now on. */
  admit(...runs: readonly RunId[]): void
  /** How a run that has not started yet is to go on. */
  readonly wishes: StoredWishes
  active(run: RunId): ActiveRun | undefined
  /** Runs that have a worker, in the order in which they started. */
  shares(): ActiveShare[]
  /** Starts nothing any more and ends what runs: in order, and by force after `deadline` ms. */
  close(reason: string, deadline: number): Promise<void>
}

export interface QueueOptions {
  /** False leaves alone what an earlier host left waiting: only admitted runs start, also while the queue is held. */
  readonly everything: boolean
  /** What else has a say; without it, nothing. */
  readonly gate?: QueueGate
}

/** Somebody beside the queue who knows more of some runs than that they wait. */
export interface QueueGate {
  /** Whether a waiting run may start now; asked again whenever a place is free. */
  mayStart(run: RunId): boolean
  /** The worker of a run is gone, and its place is not given away yet. */
  ended(run: RunId): void
}

interface Active {
  readonly run: ActiveRun
  readonly cores: number
}

export function createQueue(
  store: RunStore,
  workers: RunWorkers,
  settings: QueueSettings,
  options: QueueOptions,
): Queue {
  const active = new Map<RunId, Active>()
  const admitted = new Set<RunId>()
  const wishes = createStoredWishes(store.database, queuedRuns(store.database))
  let closed = false

  function pump(): void {
    if (!caughtUp(store)) return // Nothing can be written, so nothing can start.
    while (!closed && [...active.keys()].filter(takesPlace).length < settings.atOnce) {
      const next = queuedRuns(store.database).find(mayStart)
      if (next === undefined || !start(next)) return
    }
  }

  function mayStart(run: RunId): boolean {
    if (active.has(run)) return true // It stands still and was told to go on: nothing new.
    if (!(options.everything ? !settings.held : admitted.has(run))) return false
    return options.gate?.mayStart(run) ?? true
  }

  function takesPlace(run: RunId): boolean {
    const { state, keeps_place } = getRun(store.database, run)
    return state !== 'queued' && (state !== 'paused' || keeps_place === 1)
  }

  /** True when the queue has moved on, be it that the run failed at once. */
  function start(run: RunId): boolean {
    const paused = active.get(run)
    if (paused) return goOn(run, paused.run)
    admitted.delete(run)
    const { cores } = workers
    try {
      const started = startRun(store, workers, run, wishes.of(run))
      active.set(run, { run: started, cores })
      forgetWishes(run)
      void started.ended.then(() => {
        active.delete(run)
        options.gate?.ended(run)
        pump()
      })
      return true
    } catch (error) {
      return failAtStart(store, run, error)
    }
  }

  /** What cannot be written is read once more by a later host, at the worst. */
  function forgetWishes(run: RunId): void {
    try {
      wishes.put(run, {})
    } catch {
      // The run has started, which is what matters.
    }
  }

  /** One that cannot go on stays in the queue, its worker beside it: nothing of it is lost. */
  function goOn(run: RunId, paused: ActiveRun): boolean {
    try {
      paused.goOn()
      admitted.delete(run)
      return true
    } catch (error) {
      logHeld(store, run, error)
      return false
    }
  }

  /** Of a queue that is held none loses its place: whoever lets it go on finds them before all others. */
  function queuePaused(): void {
    const paused = [...active.keys()].filter((run) => getRun(store.database, run).state === 'paused')
    try {
      for (const run of paused.toReversed()) store.move(run, 'queued', WAS_PAUSED)
    } catch {
      // What cannot be written is interrupted as all others.
    }
  }

  return {
    pump,
    admit(...runs) {
      for (const run of runs) admitted.add(run)
      pump()
    },
    wishes,
    active: (run) => active.get(run)?.run,
    shares: () => [...active].map(([run, { cores }]) => ({ run, cores })),
    async close(reason, deadline) {
      closed = true
      if (settings.held) queuePaused()
      const running = [...active.values()].map(({ run }) => run)
      for (const run of running) run.interrupt(reason)
      const timer = setTimeout(() => {
        for (const run of running) run.kill('It did not stop in time while Saccade was closing, and was ended.')
      }, deadline)
      await Promise.all(running.map((run) => run.ended))
      clearTimeout(timer)
      caughtUp(store)
    },
  }
}

/** Whether all ends that could not be stored before are stored now. */
function caughtUp(store: RunStore): boolean {
  try {
    store.catchUp()
    return true
  } catch {
    return false
  }
}

function logHeld(store: RunStore, run: RunId, error: unknown): void {
  const text = `The run cannot go on yet. ${reasonOf(error)}`
  try {
    store.log(run, 'error', text)
  } catch {
    store.emit('log', { run, level: 'error', text })
  }
}

function reasonOf(error: unknown): string {
  const { code, message, hint } = toErrorData(error)
  return sentence(new SaccadeError(code, message, { hint }))
}

function failAtStart(store: RunStore, run: RunId, error: unknown): boolean {
  const reason = reasonOf(error)
  const line = { level: 'error', text: reason } as const
  const fail = (): void =>
    store.move(run, 'failed', reason, () => insertLog(store.database, run, { time: store.now(), ...line }))
  store.emit('log', { run, ...line })
  try {
    fail()
    return true
  } catch {
    // The history itself cannot be written, so no run can start; the reason is told to whoever asks.
    store.keepUnstored(run, { state: 'failed', reason }, fail)
    return false
  }
}

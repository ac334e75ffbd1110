import type { QueueHandlers, QueueState } from '../../shared/contract/queue.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { getRun, setQueueOrder } from '../storage/runs.ts'
import type { Queue } from './queue.ts'
import type { QueueSettings } from './queue-settings.ts'
import type { RunStore } from './run-store.ts'
import { waitingRuns } from './summaries.ts'

export interface QueueParts {
  readonly store: RunStore
  readonly queue: Queue
  readonly settings: QueueSettings
  /** Of the machine. */
  readonly cores: number
}

/** How the queue stands. */
export function queueState({ store, queue, settings, cores }: QueueParts): QueueState {
  const { atOnce, held } = settings
  return { atOnce, held, cores, active: queue.shares(), waiting: waitingRuns(store) }
}

/** @param changed called when the queue may stand otherwise than before */
export function createQueueService(parts: QueueParts, changed: () => void): QueueHandlers {
  const { store, queue, settings } = parts
  const { database } = store
  const stateOf = (run: RunId) => getRun(database, run).state
  const activeRuns = () => queue.shares().map(({ run }) => run)

  function set(change: Parameters<QueueSettings['set']>[0]): void {
    explaining('the history', () => settings.set(change))
    changed()
  }

  function order(wanted: readonly RunId[]): void {
    explaining('the history', () => setQueueOrder(database, inOrder(waitingRuns(store), wanted)))
    changed()
  }

  return {
    async get() {
      return queueState(parts)
    },

    async set(change) {
      set(change)
      queue.pump()
    },

    async order({ runs }) {
      order(runs)
    },

    async next({ run }) {
      store.catchUp(run)
      const state = stateOf(run)
      if (state !== 'queued') {
        throw new SaccadeError('wrong-state', `Run ${run} is ${state}`, { hint: 'Only a run that waits can be next.' })
      }
      order([run])
    },

    async pauseAll() {
      set({ held: true })
      // One that is being prepared holds still before its first step.
      const wanted = activeRuns().filter((run) => ['starting', 'running'].includes(stateOf(run)))
      await Promise.all(
        wanted.map(async (run) => {
          try {
            await queue.active(run)?.pause(false)
          } catch (error) {
            // It came to its end before it could hold still, which is as good.
            if (queue.active(run) && stateOf(run) === 'running') throw error
          }
        }),
      )
    },

    async resumeAll() {
      const paused = activeRuns().filter((run) => stateOf(run) === 'paused')
      for (const run of activeRuns()) queue.active(run)?.takeBackPause()
      // Each goes before all others, so the last one first.
      for (const run of paused.toReversed()) store.move(run, 'queued', 'resumed')
      set({ held: false })
      queue.admit(...paused)
    },

    async stopAll({ waiting }) {
      const active = activeRuns()
      if (waiting) {
        // First, so that none of them starts in a place that becomes free.
        const others = waitingRuns(store).filter((run) => !active.includes(run))
        store.moveAll(others, 'stopped', 'stopped before it started')
      }
      const wanted = active.filter((run) => waiting || stateOf(run) !== 'queued')
      for (const run of wanted) queue.active(run)?.stop()
    },
  }
}

/** Waiting runs with those that are wanted first, in their order. What does not wait, or is named again, is passed over. */
export function inOrder(waiting: readonly RunId[], wanted: readonly RunId[]): RunId[] {
  const named = new Set(wanted)
  const there = new Set(waiting)
  return [...[...named].filter((run) => there.has(run)), ...waiting.filter((run) => !named.has(run))]
}

export interface QueueNews {
  /** The queue may stand otherwise than before: if so, listeners are told, once for all that happens at a time. */
  changed(): void
  /** Tells nothing any more. */
  close(): void
}

export function createQueueNews(read: () => QueueState, tell: (state: QueueState) => void): QueueNews {
  let told = ''
  let due: NodeJS.Immediate | undefined
  let closed = false

  function look(): void {
    due = undefined
    const state = readable()
    if (!state) return
    const text = JSON.stringify(state)
    if (text === told) return
    told = text
    tell(state)
  }

  /** A history that cannot be read at the moment is told of at the next change. */
  function readable(): QueueState | null {
    try {
      return read()
    } catch {
      return null
    }
  }

  return {
    changed() {
      if (!closed) due ??= setImmediate(look)
    },
    close() {
      closed = true
      clearImmediate(due)
    },
  }
}

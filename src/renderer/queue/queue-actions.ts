import { type Ref, type ShallowRef } from 'vue'
import type { QueueService } from '../../shared/contract/queue.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { useHost } from '../client/inject.ts'
import { useQueue } from '../history/inject.ts'
import { createAttempts } from '../ui/attempts.ts'

export interface QueueActions {
  /** Of the last call, null where it worked. */
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  /** All are being paused. That may wait for one to be made ready, and keeps from nothing else. */
  readonly pausingAll: Ref<boolean>
  set(change: Parameters<QueueService['set']>[0]): Promise<boolean>
  pauseAll(): Promise<boolean>
  resumeAll(): Promise<boolean>
  stopAll(waiting: boolean): Promise<boolean>
  pause(run: RunId, keepPlace: boolean): Promise<boolean>
  resume(runs: readonly RunId[]): Promise<boolean>
  stop(run: RunId): Promise<boolean>
  order(runs: readonly RunId[]): Promise<boolean>
}

/** Everything that can be done on the page of the queue; what follows from it comes by events. */
export function useQueueActions(): QueueActions {
  const { api } = useHost()
  const queue = useQueue()
  const { error, busy, attempt } = createAttempts()
  const { busy: pausingAll, attempt: attemptPausingAll } = createAttempts({ error })
  const { attempt: attemptPausing } = createAttempts({ error })

  return {
    error,
    busy,
    pausingAll,
    set: (change) => attempt(() => api.queue.set(change)),
    pauseAll: () => attemptPausingAll(() => api.queue.pauseAll()),
    resumeAll: () => attempt(() => api.queue.resumeAll()),
    stopAll: (waiting) => attempt(() => api.queue.stopAll({ waiting })),
    pause: (run, keepPlace) => attemptPausing(() => api.runs.pause({ run, keepPlace })),
    resume: (runs) =>
      attempt(async () => {
        for (const run of runs) await api.runs.resume({ run })
      }),
    stop: (run) => attempt(() => api.runs.stop({ run })),
    order: (runs) =>
      attempt(async () => {
        await api.queue.order({ runs: [...runs] })
        await queue.refresh()
      }),
  }
}

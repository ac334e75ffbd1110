import { type Ref, type ShallowRef, ref, shallowRef } from 'vue'
import type { QueueService } from '../../shared/contract/queue.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { useHost } from '../client/inject.ts'
import { useQueue } from '../history/inject.ts'

export interface QueueActions {
  /** Of the last call, null where it worked. */
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  set(change: Parameters<QueueService['set']>[0]): Promise<void>
  pauseAll(keepPlaces: boolean): Promise<void>
  resumeAll(): Promise<void>
  stopAll(waiting: boolean): Promise<void>
  pause(run: RunId, keepPlace: boolean): Promise<void>
  resume(runs: readonly RunId[]): Promise<void>
  stop(run: RunId): Promise<void>
  order(runs: readonly RunId[]): Promise<void>
}

/** Everything that can be done on the page of the queue; what follows from it comes by events. */
export function useQueueActions(): QueueActions {
  const { api } = useHost()
  const queue = useQueue()
  const error = shallowRef<unknown>(null)
  const busy = ref(false)

  async function attempt(call: () => Promise<void>): Promise<void> {
    busy.value = true
    error.value = null
    try {
      await call()
    } catch (reason) {
      error.value = reason
    } finally {
      busy.value = false
    }
  }

  return {
    error,
    busy,
    set: (change) => attempt(() => api.queue.set(change)),
    pauseAll: (keepPlaces) => attempt(() => api.queue.pauseAll({ keepPlaces })),
    resumeAll: () => attempt(() => api.queue.resumeAll()),
    stopAll: (waiting) => attempt(() => api.queue.stopAll({ waiting })),
    pause: (run, keepPlace) => attempt(() => api.runs.pause({ run, keepPlace })),
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

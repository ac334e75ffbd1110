import { type ShallowRef, shallowRef, watch } from 'vue'
import type { QueueState } from '../../shared/contract/queue.ts'
import type { HostClient } from '../client/client.ts'

export interface QueueStore {
  /** Null until it has come once. */
  readonly state: Readonly<ShallowRef<QueueState | null>>
  readonly error: Readonly<ShallowRef<unknown>>
  /** Asks for it anew; it also follows by itself. */
  refresh(): Promise<void>
}

/** How the queue stands, live. */
export function createQueueStore(host: HostClient): QueueStore {
  const state = shallowRef<QueueState | null>(null)
  const error = shallowRef<unknown>(null)

  async function refresh(): Promise<void> {
    try {
      state.value = await host.api.queue.get()
      error.value = null
    } catch (reason) {
      error.value = reason
    }
  }

  host.on('queue', (now) => (state.value = now))
  watch(
    () => host.connection.value.generation,
    (generation) => {
      if (generation > 0) void refresh()
    },
    { immediate: true },
  )
  return { state, error, refresh }
}

import { type ComputedRef, type ShallowRef, computed, shallowRef, watch } from 'vue'
import type { SweepSummary } from '../../shared/contract/sweeps.ts'
import type { HostClient } from '../client/client.ts'

export interface SweepStore {
  /** Last made first. */
  readonly sweeps: Readonly<ShallowRef<readonly SweepSummary[]>>
  readonly byId: ComputedRef<ReadonlyMap<string, SweepSummary>>
  readonly loaded: Readonly<ShallowRef<boolean>>
  readonly error: Readonly<ShallowRef<unknown>>
}

/** The sweeps of the history, live. */
export function createSweepStore(host: HostClient): SweepStore {
  const sweeps = shallowRef<readonly SweepSummary[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<unknown>(null)

  async function reload(): Promise<void> {
    try {
      sweeps.value = await host.api.sweeps.list()
      loaded.value = true
      error.value = null
    } catch (reason) {
      error.value = reason
    }
  }

  host.on('sweeps', ({ sweeps: changed }) => {
    const now = new Map(changed.map((sweep) => [sweep.id, sweep]))
    const there = new Set(sweeps.value.map(({ id }) => id))
    const fresh = changed.filter(({ id }) => !there.has(id)).sort((a, b) => b.created - a.created)
    sweeps.value = [...fresh, ...sweeps.value.map((sweep) => now.get(sweep.id) ?? sweep)]
  })
  host.on('sweepRemoved', ({ sweep }) => (sweeps.value = sweeps.value.filter(({ id }) => id !== sweep)))
  watch(
    () => host.connection.value.generation,
    (generation) => {
      if (generation > 0) void reload()
    },
    { immediate: true },
  )
  return { sweeps, byId: computed(() => new Map(sweeps.value.map((sweep) => [sweep.id, sweep]))), loaded, error }
}

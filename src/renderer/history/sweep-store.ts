import { type ComputedRef, type ShallowRef, computed, shallowRef, watch } from 'vue'
import type { SweepDetail, SweepSummary } from '../../shared/contract/sweeps.ts'
import type { HostClient } from '../client/client.ts'

export interface SweepStore {
  /** Last made first. */
  readonly sweeps: Readonly<ShallowRef<readonly SweepSummary[]>>
  readonly byId: ComputedRef<ReadonlyMap<string, SweepSummary>>
  readonly loaded: Readonly<ShallowRef<boolean>>
  readonly error: Readonly<ShallowRef<unknown>>
  /** One with its runs, as it is now. */
  detail(sweep: string): Promise<SweepDetail>
}

/**
 * The sweeps of the history, live.
 * @param shown the sweep whose page the window opens with, if any: asked for before all else, so that its page need not wait until
 *   there is an application, nor until the list of all runs has come
 */
export function createSweepStore(host: HostClient, shown: string | null = null): SweepStore {
  const sweeps = shallowRef<readonly SweepSummary[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<unknown>(null)

  /** What was asked for ahead: good for one look, as long as nothing is told of that sweep meanwhile. */
  let ahead: { readonly sweep: string; readonly answer: Promise<SweepDetail> } | null = null
  function askAhead(sweep: string): void {
    ahead = { sweep, answer: host.api.sweeps.get({ sweep }) }
    ahead.answer.catch(() => undefined) // told of by the page, which asks for it too
  }

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
    if (changed.some(({ id }) => id === ahead?.sweep)) ahead = null
    const now = new Map(changed.map((sweep) => [sweep.id, sweep]))
    const there = new Set(sweeps.value.map(({ id }) => id))
    const fresh = changed.filter(({ id }) => !there.has(id)).sort((a, b) => b.created - a.created)
    sweeps.value = [...fresh, ...sweeps.value.map((sweep) => now.get(sweep.id) ?? sweep)]
  })
  host.on('sweepRemoved', ({ sweep }) => (sweeps.value = sweeps.value.filter(({ id }) => id !== sweep)))
  watch(
    () => host.connection.value.generation,
    (generation) => {
      ahead = null
      if (generation === 1 && shown !== null) askAhead(shown)
      if (generation > 0) void reload()
    },
    { immediate: true },
  )
  return {
    sweeps,
    byId: computed(() => new Map(sweeps.value.map((sweep) => [sweep.id, sweep]))),
    loaded,
    error,
    detail(sweep) {
      const answer = ahead?.sweep === sweep ? ahead.answer : host.api.sweeps.get({ sweep })
      ahead = null
      return answer
    },
  }
}

import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import type { Emergence } from '../../../../shared/contract/emergence.ts'
import type { RunId } from '../../../../shared/contract/runs.ts'
import type { HostClient } from '../../../client/client.ts'
import { createFrameQueue } from '../../../ui/frame.ts'

/** What training runs keep is asked for at most this often, in milliseconds. */
const LIVE_PACE = 1000

export interface EmergenceQuery {
  readonly runs: readonly RunId[]
  /** Of the sentence with these tokens alone; null for all. */
  readonly source: readonly string[] | null
}

export interface EmergenceFeed {
  readonly found: Readonly<ShallowRef<ReadonlyMap<RunId, Emergence>>>
  /** False until the first answer came. */
  readonly loaded: Readonly<ShallowRef<boolean>>
  readonly error: Readonly<ShallowRef<unknown>>
}

/** Keeps what a query asks for, live: what was there stays until its successor comes; of training runs only those are asked again that kept something. */
export function createEmergenceFeed(host: HostClient, query: () => EmergenceQuery): EmergenceFeed {
  const found = shallowRef<ReadonlyMap<RunId, Emergence>>(new Map())
  const loaded = shallowRef(false)
  const error = shallowRef<unknown>(null)
  const stale = new Set<RunId>()
  let cancel = new AbortController()
  let asking = false

  async function ask(runs: readonly RunId[], anew: boolean): Promise<void> {
    if (anew) cancel.abort()
    const mine = anew ? (cancel = new AbortController()) : cancel
    const { source } = query()
    asking = true
    try {
      const answer = await host.api.runs.emergence(
        { runs: [...runs], ...(source && { source }) },
        { signal: mine.signal },
      )
      if (mine.signal.aborted) return
      const next = new Map(anew ? [] : found.value)
      runs.forEach((run, place) => {
        const one = answer[place]
        if (one) next.set(run, one)
        else next.delete(run)
      })
      found.value = next
      loaded.value = true
      error.value = null
    } catch (reason) {
      if (!mine.signal.aborted) error.value = reason
    } finally {
      if (mine === cancel) asking = false
      if (stale.size > 0) renew()
    }
  }

  const renew = createFrameQueue(() => {
    if (asking) return
    const runs = query().runs.filter((run) => stale.has(run))
    stale.clear()
    if (runs.length > 0) void ask(runs, false)
  }, LIVE_PACE)

  function grown({ run }: { readonly run: RunId }): void {
    stale.add(run)
    renew()
  }
  const stops = [host.on('snapshot', grown), host.on('wentBack', grown)]
  watch(
    [() => JSON.stringify(query()), () => host.connection.value.generation],
    () => {
      stale.clear()
      void ask(query().runs, true)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const stop of stops) stop()
    cancel.abort()
  })
  return { found, loaded, error }
}

import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import type { Emergence } from '../../../../shared/contract/emergence.ts'
import type { RunId } from '../../../../shared/contract/runs.ts'
import type { HostClient } from '../../../client/client.ts'
import { createFrameQueue } from '../../../ui/frame.ts'

/** What training runs keep is asked for at most this often, in milliseconds. */
const LIVE_PACE = 1000

/** Runs, of all sentences or of the one with these tokens, which not all may have cut alike. */
export type EmergenceQuery = readonly { readonly runs: readonly RunId[]; readonly source?: readonly string[] }[]

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

  async function ask(asked: EmergenceQuery, anew: boolean): Promise<void> {
    if (anew) cancel.abort()
    const mine = anew ? (cancel = new AbortController()) : cancel
    asking = true
    try {
      const answers = await Promise.all(
        asked.map(({ runs, source }) =>
          host.api.runs.emergence({ runs: [...runs], ...(source && { source }) }, { signal: mine.signal }),
        ),
      )
      if (mine.signal.aborted) return
      const next = new Map(anew ? [] : found.value)
      for (const { runs } of asked) for (const run of runs) next.delete(run)
      for (const one of answers.flat()) if (one) next.set(one.run, one)
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
    const grownOnes = query().map((part) => ({ ...part, runs: part.runs.filter((run) => stale.has(run)) }))
    stale.clear()
    const asked = grownOnes.filter(({ runs }) => runs.length > 0)
    if (asked.length > 0) void ask(asked, false)
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
      void ask(query(), true)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const stop of stops) stop()
    cancel.abort()
  })
  return { found, loaded, error }
}

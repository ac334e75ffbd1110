import { type ComputedRef, type ShallowRef, computed, shallowRef, watch } from 'vue'
import type { HostClient } from '../client/client.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { type RunColour, runColour } from '../ui/colours.ts'
import { createFrameQueue } from '../ui/frame.ts'
import { colourOfRun } from './run-colour.ts'

/** The list is renewed at most this often, in milliseconds; numbers that change faster cannot be read. */
const LIST_PACE = 150

export interface RunStore {
  /** Newest first. */
  readonly runs: Readonly<ShallowRef<readonly RunSummary[]>>
  readonly byId: ComputedRef<ReadonlyMap<RunId, RunSummary>>
  /** False until the list has come once. */
  readonly loaded: Readonly<ShallowRef<boolean>>
  readonly error: Readonly<ShallowRef<unknown>>
  /** The one that the user gave it, else that of its place in the history. A board may have another. */
  colour(run: RunId): RunColour
  reload(): Promise<void>
}

/** Keeps the list of runs, live. */
export function createRunStore(host: HostClient): RunStore {
  const runs = shallowRef<readonly RunSummary[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<unknown>(null)
  const byId = computed(() => new Map(runs.value.map((run) => [run.run, run])))

  const changed = new Map<RunId, RunSummary>()
  const removed = new Set<RunId>()
  const flush = createFrameQueue(() => {
    const kept = runs.value.filter((run) => !removed.has(run.run)).map((run) => changed.get(run.run) ?? run)
    const known = new Set(kept.map((run) => run.run))
    const fresh = [...changed.values()].filter((run) => !known.has(run.run) && !removed.has(run.run))
    changed.clear()
    removed.clear()
    setRuns([...fresh, ...kept])
  }, LIST_PACE)

  function setRuns(list: readonly RunSummary[]): void {
    runs.value = newestFirst(list)
  }

  host.on('runs', (event) => {
    for (const run of event.runs) {
      changed.set(run.run, run)
      removed.delete(run.run) // brought back
    }
    flush()
  })
  host.on('queue', ({ waiting }) => {
    // Those behind one that has started or was moved are not told of one by one.
    waiting.forEach((run, index) => {
      const known = changed.get(run) ?? byId.value.get(run)
      if (known && known.state === 'queued' && known.queuePosition !== index + 1) {
        changed.set(run, { ...known, queuePosition: index + 1 })
      }
    })
    if (changed.size > 0) flush()
  })
  host.on('progress', ({ run, progress }) => {
    const known = changed.get(run) ?? byId.value.get(run)
    if (!known) return
    changed.set(run, { ...known, progress, step: Math.max(known.step, progress.step), steps: progress.steps })
    flush()
  })
  host.on('metrics', ({ run, rows }) => {
    const known = changed.get(run) ?? byId.value.get(run)
    const last = rows.at(-1)
    if (!known || !last) return
    const latest = rows.reduce((all, row) => ({ ...all, ...row.metrics }), known.latest)
    changed.set(run, { ...known, latest, step: Math.max(known.step, last.step) })
    flush()
  })
  host.on('evaluation', ({ run, metrics }) => {
    const known = changed.get(run) ?? byId.value.get(run)
    if (!known) return
    changed.set(run, { ...known, latest: { ...known.latest, ...metrics } })
    flush()
  })
  host.on('removed', (event) => {
    for (const run of event.runs) {
      removed.add(run)
      changed.delete(run)
    }
    flush()
  })

  async function reload(): Promise<void> {
    try {
      const list = await host.api.runs.list()
      changed.clear()
      removed.clear()
      setRuns(list)
      error.value = null
      loaded.value = true
    } catch (reason) {
      error.value = reason
    }
  }
  watch(
    () => host.connection.value.generation,
    (generation) => {
      if (generation > 0) void reload()
    },
    { immediate: true },
  )

  return {
    runs,
    byId,
    loaded,
    error,
    colour(run) {
      const known = byId.value.get(run)
      return known ? colourOfRun(known) : runColour(0)
    },
    reload,
  }
}

export function newestFirst<Run extends Pick<RunSummary, 'sequence'>>(list: readonly Run[]): Run[] {
  return [...list].sort((a, b) => b.sequence - a.sequence)
}

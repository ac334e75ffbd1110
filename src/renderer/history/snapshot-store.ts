import { type ShallowRef, shallowRef, watch } from 'vue'
import type { HostClient } from '../client/client.ts'
import type { RunId, Snapshot, SnapshotIndex } from '../../shared/contract/runs.ts'
import { createFrameQueue } from '../ui/frame.ts'

/** Snapshots kept in memory; a map of 60 × 60 takes 14 kB. */
const KEPT = 400

export interface SnapshotStore {
  /** Grows whenever an index changed. */
  readonly version: Readonly<ShallowRef<number>>
  follow(runs: readonly RunId[]): void
  index(run: RunId): SnapshotIndex | null
  /** What was kept at exactly this step; ask only for steps of the index. */
  fetch(run: RunId, sentence: number, step: number): Promise<Snapshot>
  /** The same if it is already here, for drawing without a flicker. */
  peek(run: RunId, sentence: number, step: number): Snapshot | undefined
  readonly error: Readonly<ShallowRef<unknown>>
}

export function createSnapshotStore(host: HostClient): SnapshotStore {
  const version = shallowRef(0)
  const error = shallowRef<unknown>(null)
  const indexes = new Map<RunId, SnapshotIndex | null>()
  const cache = new Map<string, { promise: Promise<Snapshot>; value?: Snapshot }>()
  const changed = createFrameQueue(() => (version.value += 1))

  async function load(runs: readonly RunId[]): Promise<void> {
    if (runs.length === 0) return
    try {
      const found = await host.api.runs.snapshots({ runs: [...runs] })
      runs.forEach((run, i) => indexes.has(run) && indexes.set(run, found[i] ?? null))
      error.value = null
    } catch (reason) {
      error.value = reason
    }
    changed()
  }

  function forget(run: RunId): void {
    for (const key of cache.keys()) if (key.startsWith(`${run}/`)) cache.delete(key)
  }

  host.on('snapshot', ({ run, step }) => {
    const known = indexes.get(run)
    if (known === undefined) return
    // The sentences come with the first snapshot; steps that go back mean a resume from a checkpoint.
    if (known === null || known.sentences.length === 0 || step <= (known.steps.at(-1) ?? -1)) {
      forget(run)
      void load([run])
      return
    }
    indexes.set(run, { ...known, steps: [...known.steps, step] })
    changed()
  })
  host.on('wentBack', ({ run }) => {
    if (!indexes.has(run)) return
    forget(run)
    void load([run])
  })
  host.on('removed', ({ runs }) => {
    for (const run of runs) {
      indexes.delete(run)
      forget(run)
    }
    changed()
  })
  watch(
    () => host.connection.value.generation,
    (generation) => {
      if (generation <= 1) return
      // Runs may have gone back and trained anew meanwhile.
      cache.clear()
      void load([...indexes.keys()])
    },
  )

  return {
    version,
    error,
    follow(runs) {
      const fresh = runs.filter((run) => !indexes.has(run))
      for (const run of fresh) indexes.set(run, null)
      void load(fresh)
    },
    index: (run) => indexes.get(run) ?? null,
    fetch(run, sentence, step) {
      const key = `${run}/${sentence}/${step}`
      const known = cache.get(key)
      if (known) {
        // Moved to the end: the front holds what was not used for longest.
        cache.delete(key)
        cache.set(key, known)
        return known.promise
      }
      const entry: { promise: Promise<Snapshot>; value?: Snapshot } = {
        promise: host.api.runs.snapshot({ run, step, sentence }).then(
          (value) => {
            entry.value = value
            return value
          },
          (reason: unknown) => {
            if (cache.get(key) === entry) cache.delete(key) // so that the next look asks again
            throw reason
          },
        ),
      }
      cache.set(key, entry)
      const oldest = cache.keys().next().value
      if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest)
      return entry.promise
    },
    peek: (run, sentence, step) => cache.get(`${run}/${sentence}/${step}`)?.value,
  }
}

import { type ShallowRef, shallowRef, watch } from 'vue'
import type { HostClient } from '../client/client.ts'
import type { RunId, Snapshot, SnapshotIndex } from '../../shared/contract/runs.ts'
import { createFrameQueue } from '../ui/frame.ts'
import { sharingTokens } from './shared-tokens.ts'

/** Bytes of weights kept in memory; two maps of 60 × 60 take 29 kB, of 512 × 512 2 MB. */
const KEPT = 128 * 2 ** 20

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
  /** Bytes of the weights in the cache. */
  let held = 0
  const changed = createFrameQueue(() => (version.value += 1))
  /** The last that came of each sentence, with which the next one has most of its tokens in common. */
  const newest = new Map<string, Snapshot>()

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

  function drop(key: string): void {
    const value = cache.get(key)?.value
    if (value) held -= bytesOf(value)
    cache.delete(key)
  }

  function forget(run: RunId): void {
    for (const key of [...cache.keys()]) if (key.startsWith(`${run}/`)) drop(key)
    for (const key of [...newest.keys()]) if (key.startsWith(`${run}/`)) newest.delete(key)
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
      for (const key of [...cache.keys()]) drop(key)
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
          (found) => {
            const value = sharingTokens(found, indexes.get(run)?.sentences, newest.get(`${run}/${sentence}`))
            if (cache.get(key) === entry) {
              newest.set(`${run}/${sentence}`, value)
              entry.value = value
              held += bytesOf(value)
              for (const oldest of [...cache.keys()]) {
                if (held <= KEPT || oldest === key) break
                drop(oldest)
              }
            }
            return value
          },
          (reason: unknown) => {
            if (cache.get(key) === entry) drop(key) // so that the next look asks again
            throw reason
          },
        ),
      }
      cache.set(key, entry)
      return entry.promise
    },
    peek: (run, sentence, step) => cache.get(`${run}/${sentence}/${step}`)?.value,
  }
}

/** Of the weights. */
export const bytesOf = ({ maps }: Snapshot): number => maps.reduce((sum, { weights }) => sum + weights.byteLength, 0)

import type { DatasetId } from '../../shared/datasets/rows.ts'
import type { DatasetStore } from './stored-datasets.ts'
import type { DataThreadEvents } from './thread/contract.ts'
import { inDataThread, unlessGivenUp } from './thread/launch.ts'

type OnProgress = (progress: DataThreadEvents['progress']) => void

/** Makes search indexes, one at a time, each in a thread of its own. */
export interface Indexer {
  /** Lets one be made when those before it are done; what goes wrong costs only the speed of searching. */
  request(id: DatasetId): void
  /** Has one made, and waits for it, be it one that is being made. @throws not-found, storage, aborted */
  make(id: DatasetId, signal: AbortSignal, onProgress: OnProgress): Promise<void>
  close(): Promise<void>
}

export function createIndexer(store: DatasetStore): Indexer {
  const closing = new AbortController()
  const listeners = new Set<{ readonly id: DatasetId; readonly onProgress: OnProgress }>()
  let last: Promise<void> = Promise.resolve()

  async function build(id: DatasetId, signal: AbortSignal): Promise<void> {
    if (store.get(id).searchable) return
    const onProgress: OnProgress = (progress) => {
      for (const listener of listeners) if (listener.id === id) listener.onProgress(progress)
    }
    const folder = store.place(id)
    await inDataThread((data) => data.index({ folder }), { signal, onProgress })
    store.tell()
  }

  /** Behind the others, also of the same dataset: its folder may be another by then. */
  function enqueue(id: DatasetId, signal: AbortSignal): Promise<void> {
    const made = last.then(() => build(id, signal))
    last = made.catch(() => undefined)
    return made
  }

  return {
    request: (id) => void enqueue(id, closing.signal).catch(() => undefined),
    async make(id, signal, onProgress) {
      const both = AbortSignal.any([signal, closing.signal])
      const listener = { id, onProgress }
      listeners.add(listener)
      try {
        await unlessGivenUp(enqueue(id, both), both)
      } finally {
        listeners.delete(listener)
      }
    },
    async close() {
      closing.abort()
      await last
    },
  }
}

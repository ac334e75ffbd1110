import type { DatasetId } from '../../shared/datasets/rows.ts'
import type { DatasetStore } from './stored-datasets.ts'
import type { DataThreadEvents } from './thread/contract.ts'
import { inDataThread } from './thread/launch.ts'

type OnProgress = (progress: DataThreadEvents['progress']) => void

/** Makes search indexes, one at a time, each in a thread of its own. */
export interface Indexer {
  /** Lets one be made when those before it are done; what goes wrong costs only the speed of searching. */
  request(id: DatasetId): void
  /** Makes one and waits for it. @throws not-found, storage, aborted */
  make(id: DatasetId, signal: AbortSignal, onProgress: OnProgress): Promise<void>
  close(): Promise<void>
}

export function createIndexer(store: DatasetStore): Indexer {
  const closing = new AbortController()
  const waiting = new Map<DatasetId, Promise<void>>()
  let last: Promise<void> = Promise.resolve()

  async function build(id: DatasetId, signal: AbortSignal, onProgress?: OnProgress): Promise<void> {
    if (store.get(id).searchable) return
    const folder = store.place(id)
    await inDataThread((data) => data.index({ folder }), { signal, onProgress })
    store.tell()
  }

  function request(id: DatasetId): void {
    if (waiting.has(id)) return
    last = last
      .then(() => build(id, closing.signal))
      .catch(() => undefined)
      .finally(() => waiting.delete(id))
    waiting.set(id, last)
  }

  return {
    request,
    async make(id, signal, onProgress) {
      const made = waiting.get(id)
      if (made) await made
      await build(id, AbortSignal.any([signal, closing.signal]), onProgress)
    },
    async close() {
      closing.abort()
      await last
    },
  }
}

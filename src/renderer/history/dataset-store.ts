import { type ComputedRef, type Ref, type ShallowRef, computed, effectScope, shallowRef, watch } from 'vue'
import type { DatasetId } from '../../shared/datasets/rows.ts'
import type { StoredDataset } from '../../shared/datasets/stored.ts'
import type { HostClient } from '../client/client.ts'
import { useHost } from '../client/inject.ts'
import { createAttempts } from '../ui/attempts.ts'
import { plural } from '../ui/format.ts'
import { type Undo, createUndo } from '../ui/undo.ts'

/** What a user makes of a dataset. */
export interface DatasetMarks {
  readonly name?: string
  readonly tags?: readonly string[]
  readonly description?: string
}

export interface DatasetStore {
  /** Last imported first. */
  readonly datasets: Readonly<ShallowRef<readonly StoredDataset[]>>
  readonly byId: ComputedRef<ReadonlyMap<DatasetId, StoredDataset>>
  /** False until the list has come once. */
  readonly loaded: Readonly<ShallowRef<boolean>>
  /** Why the list could not be read, or why the last change was not stored. */
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  readonly undo: Undo
  /** Changes what a user made of a dataset; `text` says what was done. Each answers whether it worked. */
  edit(dataset: StoredDataset, marks: DatasetMarks, text: string): Promise<boolean>
  discard(datasets: readonly StoredDataset[]): Promise<boolean>
}

const made = new WeakMap<HostClient, DatasetStore>()

/** The imported datasets, live; the same for all pages of the window. */
export function useDatasets(): DatasetStore {
  const host = useHost()
  let store = made.get(host)
  // As long as the window: it outlives the page that asks first.
  if (!store)
    made.set(host, (store = effectScope(true).run(() => createDatasetStore(host)) ?? createDatasetStore(host)))
  return store
}

function createDatasetStore(host: HostClient): DatasetStore {
  const datasets = shallowRef<readonly StoredDataset[]>([])
  const loaded = shallowRef(false)
  const { error, busy, attempt } = createAttempts({ inOrder: true })
  const undo = createUndo()
  const api = () => host.api.datasets

  host.on('datasets', ({ datasets: now }) => {
    datasets.value = now
    loaded.value = true
  })
  watch(
    () => host.connection.value.generation,
    async (generation) => {
      if (generation === 0) return
      try {
        datasets.value = await api().list()
        loaded.value = true
      } catch (reason) {
        error.value = reason
      }
    },
    { immediate: true },
  )

  const put = (dataset: DatasetId, { name, tags, description }: DatasetMarks) =>
    attempt(async () => {
      const now = await api().edit({ dataset, name, description, ...(tags && { tags: [...tags] }) })
      datasets.value = datasets.value.map((one) => (one.id === dataset ? now : one))
    })

  return {
    datasets,
    byId: computed(() => new Map(datasets.value.map((one) => [one.id, one]))),
    loaded,
    error,
    busy,
    undo,
    async edit(dataset, marks, text) {
      const before: DatasetMarks = {
        ...(marks.name !== undefined && { name: dataset.name }),
        ...(marks.tags && { tags: dataset.tags }),
        ...(marks.description !== undefined && { description: dataset.description }),
      }
      const worked = await put(dataset.id, marks)
      if (worked) undo.offer(text, () => void put(dataset.id, before), { lasting: true })
      return worked
    },
    async discard(gone) {
      const ids = gone.map(({ id }) => id)
      const worked = await attempt(() => api().discard({ datasets: ids }))
      const [first] = gone
      const what = gone.length === 1 && first ? `“${first.name}”` : plural(gone.length, 'dataset')
      const back = () => void attempt(() => api().restore({ datasets: ids }))
      if (worked) undo.offer(`Deleted ${what}`, back, { lasting: true })
      return worked
    },
  }
}

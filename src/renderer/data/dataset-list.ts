import { type ShallowRef, onMounted, shallowRef, watch } from 'vue'
import type { BuiltInDataset, DatasetRow } from '../../shared/contract/datasets.ts'
import { smallSource } from './built-in.ts'
import { composeData } from '../settings/plan.ts'
import { useHost } from '../client/inject.ts'

const SAMPLE_ROWS = 2

export interface DatasetList {
  readonly builtIn: Readonly<ShallowRef<readonly BuiltInDataset[]>>
  /** Two pairs of each built-in set, by its id. */
  readonly samples: Readonly<ShallowRef<ReadonlyMap<string, readonly DatasetRow[]>>>
  readonly error: Readonly<ShallowRef<unknown>>
}

/** The data that can be chosen. */
export function useDatasetList(): DatasetList {
  const host = useHost()
  const builtIn = shallowRef<readonly BuiltInDataset[]>([])
  const samples = shallowRef<ReadonlyMap<string, readonly DatasetRow[]>>(new Map())
  const error = shallowRef<unknown>(null)

  async function reload(): Promise<void> {
    try {
      const sets = await host.api.datasets.builtIn()
      builtIn.value = sets
      error.value = null
      for (const set of sets) await sample(set)
    } catch (reason) {
      error.value = reason
    }
  }

  async function sample(set: BuiltInDataset): Promise<void> {
    if (samples.value.has(set.id)) return
    const small = smallSource(set)
    if (!small) return
    const data = composeData({ data: { source: small } })
    const { rows } = await host.api.datasets.inspect({ data, rows: SAMPLE_ROWS + 1 })
    samples.value = new Map(samples.value).set(
      set.id,
      rows.filter((row) => row.split === 'train').slice(0, SAMPLE_ROWS),
    )
  }

  onMounted(() => {
    watch(
      () => host.connection.value.generation,
      (generation) => generation > 0 && void reload(),
      { immediate: true },
    )
  })

  return { builtIn, samples, error }
}

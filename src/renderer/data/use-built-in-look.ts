import { type ComputedRef, type Ref, type ShallowRef, computed, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { JsonObject } from '../../shared/config/assign.ts'
import type { BuiltInDataset } from '../../shared/contract/datasets.ts'
import { useHost } from '../client/inject.ts'
import { useDraft } from '../settings/draft.ts'
import { isOfSet } from './built-in.ts'
import { useDatasetJobs } from './stored/dataset-jobs.ts'

export interface BuiltInLook {
  /** Whether the data of the draft are no files. */
  readonly isBuiltIn: ComputedRef<boolean>
  readonly looking: Readonly<Ref<boolean>>
  readonly lookError: ShallowRef<unknown>
  /** Makes a dataset of them, unless there is one, and opens its page. */
  lookAround(): Promise<void>
}

/** What comes with Saccade as a dataset to look around in, like any other. */
export function useBuiltInLook(
  data: ComputedRef<JsonObject>,
  sets: Readonly<Ref<readonly BuiltInDataset[]>>,
): BuiltInLook {
  const { api } = useHost()
  const router = useRouter()
  const draft = useDraft()
  const jobs = useDatasetJobs()
  const looking = ref(false)
  const lookError = shallowRef<unknown>(null)
  const isBuiltIn = computed(() => sets.value.some((set) => isOfSet(set, draft.source.value)))

  async function lookAround(): Promise<void> {
    looking.value = true
    lookError.value = null
    const from = router.currentRoute.value.fullPath
    try {
      const { name, recipe } = await api.datasets.writeBuiltIn({ data: data.value })
      const made = await jobs.start(name, (task, signal) => api.datasets.import({ recipe, name, task }, { signal }))
      if (made && router.currentRoute.value.fullPath === from) await router.push(`/data/${made.id}`)
    } catch (reason) {
      lookError.value = reason
    } finally {
      looking.value = false
    }
  }
  return { isBuiltIn, looking, lookError, lookAround }
}

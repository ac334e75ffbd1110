import { type ComputedRef, type InjectionKey, type ShallowRef, computed, shallowRef, watch } from 'vue'
import type { FindingDescription } from '../../../shared/datasets/finding.ts'
import { useHost } from '../../client/inject.ts'
import { provided } from '../../client/inject.ts'

export interface KnownFindings {
  /** In the order in which they are shown. */
  readonly list: Readonly<ShallowRef<readonly FindingDescription[]>>
  readonly byId: ComputedRef<ReadonlyMap<string, FindingDescription>>
  /** What a finding is called for short; its id where this Saccade does not know it. */
  titleOf(id: string): string
}

export const knownFindingsKey: InjectionKey<KnownFindings> = Symbol('findings')
export const useKnownFindings = (): KnownFindings => provided(knownFindingsKey)

/** The findings that there are, asked for once a connection. */
export function createKnownFindings(): KnownFindings {
  const host = useHost()
  const list = shallowRef<readonly FindingDescription[]>([])
  watch(
    () => host.connection.value.generation,
    async (generation) => {
      if (generation > 0) list.value = await host.api.datasets.findings().catch(() => list.value)
    },
    { immediate: true },
  )
  const byId = computed(() => new Map(list.value.map((one) => [one.id, one])))
  return { list, byId, titleOf: (id) => byId.value.get(id)?.title ?? id }
}

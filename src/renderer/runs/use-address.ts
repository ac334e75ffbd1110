import { type ComputedRef, type Ref, computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Grouping } from '../../shared/board/groups.ts'
import { addressPart, useTypedAddress } from '../ui/typed-address.ts'
import { readGrouping, writeGrouping } from './rows.ts'
import { type SortKey, readSort, writeSort } from './sorting.ts'

/** What the table shows, as the page's address has it: so that Back, a reload and a link show the same. */
export interface TableAddress {
  readonly where: Ref<string>
  readonly sort: ComputedRef<readonly SortKey[]>
  readonly grouping: ComputedRef<Grouping>
  /** Whether archived runs are shown beside the others. */
  readonly archived: ComputedRef<boolean>
  /** Puts another filter in the place of what was typed: a step of the history of its own. */
  choose(where: string): void
  change(parts: { sort?: readonly SortKey[]; grouping?: Grouping; archived?: boolean }): void
}

export function useTableAddress(): TableAddress {
  const route = useRoute()
  const router = useRouter()
  const part = (name: string) => addressPart(route.query[name])
  const { text: where, choose } = useTypedAddress('where')

  return {
    where,
    sort: computed(() => readSort(part('sort'))),
    grouping: computed(() => readGrouping(part('group'))),
    archived: computed(() => part('archived') === 'yes'),
    choose,
    change({ sort, grouping, archived }) {
      const query = {
        ...route.query,
        ...(sort && { sort: writeSort(sort) }),
        ...(grouping && { group: writeGrouping(grouping) || undefined }),
        ...(archived !== undefined && { archived: archived ? 'yes' : undefined }),
      }
      void router.push({ path: route.path, query })
    },
  }
}

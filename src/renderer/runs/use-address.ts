import { type ComputedRef, type Ref, computed, ref, watch } from 'vue'
import { type LocationQueryValue, useRoute, useRouter } from 'vue-router'
import type { Grouping } from '../../shared/board/groups.ts'
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
  const part = (name: string) => textOf(route.query[name])
  const where = ref(part('where'))

  // Letters typed one after the other are one step of the history, not one each.
  let typing = ''
  let chosen = ''
  watch(where, (text) => {
    if (text === part('where')) return
    if (text === chosen) typing = ''
    const query = { ...route.query, where: text || undefined }
    const goes = typing !== '' && typing === part('where') ? router.replace : router.push
    typing = text === chosen ? '' : text
    chosen = ''
    void goes({ path: route.path, query })
  })
  watch(
    () => part('where'),
    (text) => {
      if (text === where.value || text === typing) return
      typing = ''
      where.value = text
    },
  )

  return {
    where,
    sort: computed(() => readSort(part('sort'))),
    grouping: computed(() => readGrouping(part('group'))),
    archived: computed(() => part('archived') === 'yes'),
    choose(text) {
      chosen = text
      where.value = text
    },
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

function textOf(value: LocationQueryValue | LocationQueryValue[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

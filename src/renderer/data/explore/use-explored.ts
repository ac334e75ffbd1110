import { type ComputedRef, type Ref, computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { DatasetId, RowSearch, Selection } from '../../../shared/datasets/rows.ts'
import { addressPart, useTypedAddress } from '../../ui/typed-address.ts'

export const TABS = ['rows', 'statistics', 'findings', 'runs', 'compare', 'about'] as const
export type Tab = (typeof TABS)[number]

export type SearchManner = Omit<RowSearch, 'text'>

const SIDES = ['either', 'source', 'target', 'both'] as const

/** What the page of a dataset shows, as its address has it: so that Back, a reload and a link show the same. */
export interface Explored {
  readonly tab: ComputedRef<Tab>
  readonly where: Ref<string>
  readonly find: Ref<string>
  readonly manner: ComputedRef<SearchManner>
  /** The row that is open, counted from 0; null for none. */
  readonly row: ComputedRef<number | null>
  chooseTab(tab: Tab): void
  /** Puts another query in the place of what was typed, and shows its rows. */
  chooseWhere(where: string): void
  chooseManner(manner: Partial<SearchManner>): void
  /** Shows the rows of the whole dataset that hold a text. */
  chooseSearch(text: string, manner: Partial<SearchManner>): void
  chooseRow(row: number | null): void
  /** Shows how the runs do on the rows of a query. */
  chooseRuns(where: string): void
}

export function useExplored(): Explored {
  const route = useRoute()
  const router = useRouter()
  const part = (name: string) => addressPart(route.query[name])
  const { text: where } = useTypedAddress('where')
  const { text: find } = useTypedAddress('find')

  function change(query: Readonly<Record<string, string | undefined>>, how: 'push' | 'replace' = 'push'): void {
    void router[how]({ path: route.path, query: { ...route.query, ...query } })
  }

  const flags = computed(() => new Set(part('how').split(',')))
  const manner = computed<SearchManner>(() => ({
    side: SIDES.find((side) => side === part('side')) ?? 'either',
    expression: flags.value.has('expression'),
    wholeWords: flags.value.has('words'),
    matchCase: flags.value.has('case'),
  }))

  return {
    where,
    find,
    manner,
    tab: computed(() => TABS.find((tab) => tab === part('tab')) ?? 'rows'),
    row: computed(() => (/^\d+$/.test(part('row')) ? Number(part('row')) - 1 : null)),
    chooseTab: (tab) => change({ tab: tab === 'rows' ? undefined : tab }),
    chooseWhere: (text) => change({ where: text || undefined, tab: undefined, row: undefined }),
    chooseRuns: (text) => change({ where: text || undefined, tab: 'runs', row: undefined }),
    chooseManner: (some) => change(written({ ...manner.value, ...some }), 'replace'),
    chooseSearch: (text, some) =>
      change({ ...written({ ...PLAIN, ...some }), find: text, where: undefined, tab: undefined, row: undefined }),
    // From row to row is no step back each.
    chooseRow: (row) =>
      change({ row: row === null ? undefined : String(row + 1) }, part('row') === '' ? 'push' : 'replace'),
  }
}

const PLAIN: SearchManner = { side: 'either', expression: false, wholeWords: false, matchCase: false }

/** A manner as the address has it: what is usual is left out. */
function written({
  side,
  expression,
  wholeWords,
  matchCase,
}: SearchManner): Record<'side' | 'how', string | undefined> {
  const how = [expression && 'expression', wholeWords && 'words', matchCase && 'case'].filter(Boolean)
  return { side: side === 'either' ? undefined : side, how: how.join(',') || undefined }
}

/** The rows that are meant by a query that can be read and a search. */
export function selectionOf(dataset: DatasetId, where: string, find: string, manner: SearchManner): Selection {
  return { dataset, where, ...(find !== '' && { search: { text: find, ...manner } }) }
}

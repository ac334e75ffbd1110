import { type ComputedRef, type Ref, type ShallowRef, computed, shallowRef } from 'vue'
import type { RunGroup } from '../../shared/board/groups.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { asksFor } from '../../shared/query/asks-for.ts'
import { labelGroups } from '../../shared/labels/group-labels.ts'
import { labelRuns } from '../../shared/labels/labels.ts'
import { useRestedLabels } from '../history/use-labels.ts'
import { type LiveQuery, useQuery } from '../ui/use-query.ts'
import { runFields } from '../settings/run-fields.ts'
import type { Fields } from '../../shared/query/fields.ts'
import { type Asked, type Row, rowsOf } from './rows.ts'
import type { TableAddress } from './use-address.ts'

export interface RunRows {
  readonly fields: Fields<RunSummary>
  readonly query: LiveQuery<RunSummary>
  /** The runs that fit. */
  readonly shown: ComputedRef<readonly RunSummary[]>
  readonly rows: ComputedRef<readonly Row[]>
  /** What each row is called, by its key. */
  readonly labels: ComputedRef<ReadonlyMap<string, string>>
  /** What all of them have in common, and no row says. */
  readonly common: ComputedRef<string>
  readonly open: ShallowRef<ReadonlySet<string>>
  toggle(group: string): void
}

/** The rows of the table: what fits the filter, sorted and grouped as the address says. */
export function useRunRows(
  runs: () => readonly RunSummary[],
  address: TableAddress,
  asked: Readonly<Ref<Asked>>,
  aside: () => readonly ('data' | 'seed')[],
): RunRows {
  const fields = runFields(runs)
  const query = useQuery(
    () => address.where.value,
    () => fields,
    runs,
  )
  const open = shallowRef<ReadonlySet<string>>(new Set())
  const withArchived = computed(() => address.archived.value || asksFor(query.text.value, 'archived'))
  const shown = computed(() => {
    const fits = query.matches.value
    return runs().filter((run) => (withArchived.value || !run.archived) && fits(run))
  })
  const rows = computed(() =>
    rowsOf(shown.value, {
      grouping: address.grouping.value,
      sort: address.sort.value,
      open: open.value,
      asked: asked.value,
    }),
  )

  const ofRuns = useRestedLabels(() => shown.value, aside)
  const ofGroups = computed(() => {
    const groups = rows.value.flatMap((row): RunGroup[] => (row.kind === 'group' ? [row.group] : []))
    return labelGroups(groups, address.grouping.value)
  })

  return {
    fields,
    query,
    shown,
    rows,
    labels: computed(() => {
      if (address.grouping.value.by === 'nothing') return ofRuns.value.labels
      const groups = [...ofGroups.value.labels].map(([key, label]) => [`group ${key}`, label] as const)
      return new Map([...membersOf(rows.value), ...groups])
    }),
    common: computed(() => (address.grouping.value.by === 'nothing' ? ofRuns : ofGroups).value.common),
    open,
    toggle(group) {
      const next = new Set(open.value)
      if (!next.delete(group)) next.add(group)
      open.value = next
    },
  }
}

/** Of an open group, what tells its runs from each other. */
function membersOf(rows: readonly Row[]): [key: string, label: string][] {
  return rows.flatMap((row) => (row.kind === 'group' && row.open ? [...labelRuns(row.group.runs).labels] : []))
}

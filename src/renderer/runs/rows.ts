import { type Grouping, type RunGroup, groupRuns } from '../../shared/board/groups.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { type Spread, spreadOf } from '../../shared/spread.ts'
import type { CellValue, Column, WantedValue } from './column.ts'
import { columnOf } from './columns.ts'
import { type SortKey, sortItems, sortValue } from './sorting.ts'

/** A row of the table: a run, or a group that is opened to its members. */
export type Row =
  | { readonly kind: 'run'; readonly key: RunId; readonly run: RunSummary; readonly inGroup: boolean }
  | { readonly kind: 'group'; readonly key: string; readonly group: RunGroup; readonly open: boolean }

export type Asked = (run: RunSummary, wanted: WantedValue) => number | undefined

interface Layout {
  readonly grouping: Grouping
  readonly sort: readonly SortKey[]
  /** Keys of the groups whose members are shown. */
  readonly open: ReadonlySet<string>
  readonly asked: Asked
}

/** The rows for these runs, sorted; with groups, these by their means, and their members alike. */
export function rowsOf(runs: readonly RunSummary[], { grouping, sort, open, asked }: Layout): Row[] {
  const read = (run: RunSummary, by: string) => sortValue(run, by, asked)
  const sorted = (some: readonly RunSummary[]) => sortItems(some, sort, read)
  if (grouping.by === 'nothing') return sorted(runs).map((run) => rowOf(run, false))
  const groups = sortItems(groupRuns(runs, grouping), sort, (group, by) =>
    groupValue(group.runs, (run) => read(run, by)),
  )
  return groups.flatMap((group): Row[] => {
    const isOpen = open.has(group.key)
    const row: Row = { kind: 'group', key: `group ${group.key}`, group, open: isOpen }
    return isOpen ? [row, ...sorted(group.runs).map((run) => rowOf(run, true))] : [row]
  })
}

function rowOf(run: RunSummary, inGroup: boolean): Row {
  return { kind: 'run', key: run.run, run, inGroup }
}

export function runsOf(row: Row): readonly RunSummary[] {
  return row.kind === 'run' ? [row.run] : row.group.runs
}

/** One value for a group: the mean of numbers, a text only where all have the same. */
export function groupValue(runs: readonly RunSummary[], read: (run: RunSummary) => CellValue): CellValue {
  const values = runs.map(read)
  if (values.some((value) => typeof value === 'number')) return meanOf(values)
  const [first = null] = values
  return values.every((value) => value === first) ? first : null
}

function meanOf(values: readonly CellValue[]): number | null {
  const { n, mean } = spreadOf(values.filter((value) => typeof value === 'number'))
  return n === 0 ? null : mean
}

export type GroupCell =
  | { readonly kind: 'same'; readonly value: CellValue }
  | { readonly kind: 'several'; readonly values: number; readonly range: readonly [number, number] | null }
  | { readonly kind: 'spread'; readonly spread: Spread }

/** What a group shows under a column: how a metric is spread, what is the same in all, or how many values there are. */
export function groupCell({ runs }: RunGroup, column: Column, asked: Asked): GroupCell {
  const values = runs.map((run) => column.value(run, (wanted) => asked(run, wanted)))
  if (column.group === 'Metrics' || column.id === 'trained') {
    return { kind: 'spread', spread: spreadOf(values.filter((value) => typeof value === 'number')) }
  }
  const different = new Set(values)
  if (different.size === 1) return { kind: 'same', value: values[0] ?? null }
  const { n, min, max } = spreadOf(values.filter((value) => typeof value === 'number'))
  return { kind: 'several', values: different.size, range: n === values.length ? [min, max] : null }
}

/** In the address: `all-but-seed`, or settings with commas between them; anything else is no grouping. */
export function readGrouping(text: string): Grouping {
  if (text === '') return NOTHING
  if (text === 'all-but-seed') return { by: 'all-but-seed', settings: [], members: false }
  const settings = text
    .split(',')
    .filter((path) => path === 'preset' || path === 'data' || columnOf(path)?.group === 'Settings')
  return settings.length > 0 ? { by: 'settings', settings, members: false } : NOTHING
}
const NOTHING: Grouping = { by: 'nothing', settings: [], members: false }

export function writeGrouping({ by, settings }: Grouping): string {
  return by === 'settings' ? settings.join(',') : by === 'all-but-seed' ? by : ''
}

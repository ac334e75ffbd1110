import type { RunSummary } from '../../shared/contract/runs.ts'
import type { CellValue, WantedValue } from './column.ts'
import { columnOf } from './columns.ts'

export interface SortKey {
  /** A column, or `name`. */
  readonly by: string
  readonly descending: boolean
}

/** Newest first. */
export const FIRST_ORDER: readonly SortKey[] = [{ by: 'created', descending: true }]

/** As it stands in the address: `valid/loss,-created`; what names no column is left out. */
export function readSort(text: string): readonly SortKey[] {
  const keys = text.split(',').flatMap((part): SortKey[] => {
    const descending = part.startsWith('-')
    const by = descending ? part.slice(1) : part
    return by === 'name' || columnOf(by) ? [{ by, descending }] : []
  })
  return keys.length > 0 ? keys : FIRST_ORDER
}

export function writeSort(keys: readonly SortKey[]): string {
  return keys.map(({ by, descending }) => (descending ? `-${by}` : by)).join(',')
}

/**
 * The order after a click on the head of a column: its own first end on top (of a metric the better one), turned round
 * by the next click. With `more` it is added to the keys there are, or turned round among them.
 */
export function sortBy(keys: readonly SortKey[], by: string, more: boolean): readonly SortKey[] {
  const first: SortKey = { by, descending: columnOf(by)?.first === 'descending' }
  const turned = (key: SortKey): SortKey => ({ by, descending: !key.descending })
  const known = keys.find((key) => key.by === by)
  if (more) return known ? keys.map((key) => (key === known ? turned(key) : key)) : [...keys, first]
  return known && keys.length === 1 ? [turned(known)] : [first]
}

const texts = new Intl.Collator('en', { numeric: true })

/**
 * A sorted copy; equal ones keep their order. What has no value, NaN included, comes last either way. The values of each
 * key are read once an item, so that a thousand cost no more than they must.
 */
export function sortItems<Item>(
  items: readonly Item[],
  keys: readonly SortKey[],
  read: (item: Item, by: string) => CellValue,
): Item[] {
  const columns = keys.map(({ by }) => items.map((item) => read(item, by)))
  const places = items.map((_, place) => place)
  places.sort((a, b) => {
    for (const [k, { descending }] of keys.entries()) {
      const order = compareCells(columns[k]?.[a] ?? null, columns[k]?.[b] ?? null, descending)
      if (order !== 0) return order
    }
    return a - b
  })
  return places.flatMap((place) => items[place] ?? [])
}

function compareCells(a: CellValue, b: CellValue, descending: boolean): number {
  const [noA, noB] = [isMissing(a), isMissing(b)]
  if (noA || noB) return Number(noA) - Number(noB)
  const order =
    typeof a === 'number' && typeof b === 'number' ? Math.sign(a - b) || 0 : texts.compare(String(a), String(b))
  return descending ? -order : order
}

const isMissing = (value: CellValue) => value === null || value === '' || Number.isNaN(value)

/** What a run is sorted by under a column. Runs made in the same millisecond keep the order in which they were made. */
export function sortValue(
  run: RunSummary,
  by: string,
  asked: (run: RunSummary, wanted: WantedValue) => number | undefined,
): CellValue {
  if (by === 'name') return run.name
  if (by === 'created') return run.sequence
  return columnOf(by)?.value(run, (wanted) => asked(run, wanted)) ?? null
}

import { type Ref, type ShallowRef, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Selection, StoredRow } from '../../../shared/datasets/rows.ts'
import { toErrorData } from '../../../shared/errors.ts'
import { useHost } from '../../client/inject.ts'
import { PAGE, type PagedRows, createPagedRows } from '../../ui/paged-rows.ts'

/** Milliseconds that a selection rests before it is asked: while somebody types, most are not the last. */
const REST = 100

export interface RowPages {
  /** Rows of the whole dataset; null until the first answer. */
  readonly pairs: Readonly<ShallowRef<number | null>>
  /** Rows of the selection, to the last; null while they are counted. */
  readonly found: Readonly<ShallowRef<number | null>>
  /** Rows that can be shown: all of them, or so many as are known to be there. */
  readonly shown: Readonly<Ref<number>>
  /** Grows when rows have come. */
  readonly version: Readonly<Ref<number>>
  readonly busy: Readonly<Ref<boolean>>
  readonly error: ShallowRef<unknown>
  row(index: number): StoredRow | undefined
  /** Fetches these rows, and none but these. */
  want(rows: readonly number[]): void
}

/** The rows of a selection, page by page: the first at once, then how many there are. */
export function useRowPages(selection: () => Selection): RowPages {
  const host = useHost()
  const pairs = shallowRef<number | null>(null)
  const found = shallowRef<number | null>(null)
  const shown = ref(0)
  const version = ref(0)
  const busy = ref(false)
  const error = shallowRef<unknown>(null)
  let paged: PagedRows<StoredRow> | null = null
  let running: AbortController | null = null
  const key = () => JSON.stringify(selection())

  async function ask(): Promise<void> {
    const asked = selection()
    running?.abort()
    const mine = new AbortController()
    running = mine
    busy.value = true
    try {
      const page = await host.api.datasets.rows({ ...asked, offset: 0, count: PAGE }, { signal: mine.signal })
      if (running !== mine) return
      paged?.end()
      paged = createPagedRows({
        first: page.rows,
        fetch: async (offset, signal) =>
          (await host.api.datasets.rows({ ...asked, offset, count: PAGE }, { signal })).rows,
        onRows: () => (version.value += 1),
        onError: (reason) => (error.value = reason),
      })
      pairs.value = page.pairs
      found.value = page.found ?? (page.more ? null : page.rows.length)
      shown.value = found.value ?? page.rows.length
      error.value = null
      version.value += 1
      if (found.value !== null) return
      const counted = await host.api.datasets.count(asked, { signal: mine.signal })
      if (running !== mine) return
      found.value = counted
      shown.value = counted
    } catch (reason) {
      if (running === mine && toErrorData(reason).code !== 'aborted') error.value = reason
    } finally {
      if (running === mine) busy.value = false
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(key, () => {
    clearTimeout(timer)
    busy.value = true
    timer = setTimeout(() => void ask(), REST)
  })
  watch(
    () => host.connection.value.generation,
    (generation) => generation > 0 && void ask(),
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    running?.abort()
    running = null
    paged?.end()
  })

  return {
    pairs,
    found,
    shown,
    version,
    busy,
    error,
    row: (index) => paged?.row(index),
    want: (rows) => paged?.want(rows),
  }
}

import { type Ref, type ShallowRef, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Selection, StoredRow } from '../../../shared/datasets/rows.ts'
import { toErrorData } from '../../../shared/errors.ts'
import { useHost } from '../../client/inject.ts'

/** Rows that are asked for at once. */
const PAGE = 100
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
  /** Fetches the rows from the first to before the last of these. */
  want(first: number, last: number): void
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
  let pages = new Map<number, readonly StoredRow[] | 'asked'>()
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
      pages = new Map([[0, page.rows]])
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

  async function fetchPage(page: number): Promise<void> {
    const [asked, into, mine] = [selection(), pages, running]
    if (into.has(page) || !mine) return
    into.set(page, 'asked')
    try {
      const { rows } = await host.api.datasets.rows(
        { ...asked, offset: page * PAGE, count: PAGE },
        { signal: mine.signal },
      )
      into.set(page, rows)
      if (into === pages) version.value += 1
    } catch (reason) {
      into.delete(page)
      if (into === pages && toErrorData(reason).code !== 'aborted') error.value = reason
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
  })

  return {
    pairs,
    found,
    shown,
    version,
    busy,
    error,
    row(index) {
      const page = pages.get(Math.floor(index / PAGE))
      return typeof page === 'object' ? page[index % PAGE] : undefined
    },
    want(first, last) {
      for (let page = Math.floor(first / PAGE); page * PAGE < last; page += 1) void fetchPage(page)
    },
  }
}

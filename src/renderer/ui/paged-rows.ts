import { toErrorData } from '../../shared/errors.ts'

/** Rows that are asked for at once. */
export const PAGE = 100
/** Pages that stay here at most when nobody looks at them any more. */
const MOST_KEPT = 20

export interface PagedRows<Row> {
  row(index: number): Row | undefined
  /**
   * Fetches the pages of these rows, and gives up fetching all others: who jumps or drags the scroll bar passes pages
   * that nobody looks at.
   */
  want(rows: readonly number[]): void
  /** Fetches nothing any more. */
  end(): void
}

interface Options<Row> {
  /** The rows of the first page. */
  readonly first: readonly Row[]
  readonly fetch: (offset: number, signal: AbortSignal) => Promise<readonly Row[]>
  /** Told when rows have come. */
  readonly onRows: () => void
  readonly onError: (reason: unknown) => void
}

/** The rows of one long answer, fetched page by page as they are seen. */
export function createPagedRows<Row>({ first, fetch, onRows, onError }: Options<Row>): PagedRows<Row> {
  /** Those wanted last stand at the end. */
  const pages = new Map<number, readonly Row[] | AbortController>([[0, first]])

  async function fetchPage(page: number): Promise<void> {
    const mine = new AbortController()
    pages.set(page, mine)
    try {
      const rows = await fetch(page * PAGE, mine.signal)
      if (pages.get(page) !== mine) return
      pages.set(page, rows)
      onRows()
    } catch (reason) {
      if (pages.get(page) !== mine) return
      pages.delete(page)
      if (toErrorData(reason).code !== 'aborted') onError(reason)
    }
  }
  function giveUp(wanted: ReadonlySet<number>): void {
    for (const [page, state] of pages) {
      if (!(state instanceof AbortController) || wanted.has(page)) continue
      pages.delete(page)
      state.abort()
    }
  }
  function forget(wanted: ReadonlySet<number>): void {
    let spare = pages.size - wanted.size - MOST_KEPT
    for (const page of pages.keys()) {
      if (spare <= 0) return
      if (wanted.has(page)) continue
      pages.delete(page)
      spare -= 1
    }
  }

  return {
    row(index) {
      const page = pages.get(Math.floor(index / PAGE))
      return page instanceof AbortController ? undefined : page?.[index % PAGE]
    },
    want(rows) {
      const wanted = new Set(rows.map((row) => Math.floor(row / PAGE)))
      giveUp(wanted)
      for (const page of wanted) {
        const state = pages.get(page)
        if (state) {
          pages.delete(page)
          pages.set(page, state)
        } else void fetchPage(page)
      }
      forget(wanted)
    },
    end: () => giveUp(new Set()),
  }
}

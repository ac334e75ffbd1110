import { type ComputedRef, type Ref, computed, onBeforeUnmount, onMounted, ref, watch } from 'vue'

/** A row to draw, or the room of rows that are not drawn. */
export type RowPiece =
  | { readonly kind: 'row'; readonly index: number }
  | { readonly kind: 'gap'; readonly index: number; readonly height: number }

interface Options {
  /** What scrolls. */
  readonly scroller: Readonly<Ref<HTMLElement | undefined>>
  readonly count: () => number
  /** Of every row, in pixels. */
  readonly rowHeight: number
  /** Of what stays at the top of the scroller, in pixels. */
  readonly head?: number
  /** The row that may hold the focus: it is drawn wherever it is, so that scrolling never takes the focus away. */
  readonly active?: () => number
}

export interface VirtualRows {
  readonly pieces: ComputedRef<readonly RowPiece[]>
  /** How many whole rows are seen, for the keys that move by a page. */
  readonly page: ComputedRef<number>
  /** Scrolls as little as it takes to see a row. */
  reveal(index: number): void
}

/** The window moves by so many rows at a time, and so many more are drawn on either side of it. */
const CHUNK = 8

/** Draws of many rows of one height those that are seen. */
export function useVirtualRows({ scroller, count, rowHeight, head = 0, active }: Options): VirtualRows {
  const height = ref(0)
  const chunk = ref(0)
  let observer: ResizeObserver | undefined

  function follow(): void {
    chunk.value = Math.floor((scroller.value?.scrollTop ?? 0) / rowHeight / CHUNK)
  }
  function attach(element: HTMLElement | undefined, former?: HTMLElement): void {
    former?.removeEventListener('scroll', follow)
    observer?.disconnect()
    if (!element) return
    element.addEventListener('scroll', follow, { passive: true })
    observer = new ResizeObserver(() => (height.value = element.clientHeight))
    observer.observe(element)
    height.value = element.clientHeight
    follow()
  }
  onMounted(() => attach(scroller.value))
  watch(scroller, attach, { flush: 'post' })
  onBeforeUnmount(() => attach(undefined, scroller.value))

  const bounds = computed<readonly [number, number]>((old) => {
    const first = Math.max(0, (chunk.value - 1) * CHUNK)
    const last = Math.min(count(), (chunk.value + 2) * CHUNK + Math.ceil(height.value / rowHeight))
    return old?.[0] === first && old[1] === last ? old : [first, last]
  })

  return {
    pieces: computed(() => rowPieces(bounds.value, count(), rowHeight, active?.() ?? -1)),
    page: computed(() => Math.max(1, Math.floor((height.value - head) / rowHeight) - 1)),
    reveal(index) {
      const element = scroller.value
      if (!element) return
      const top = index * rowHeight
      const room = element.clientHeight - head
      if (top < element.scrollTop) element.scrollTop = top
      else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room
    },
  }
}

/** The rows from `first` to before `last` and the active one, with gaps for all the others. */
export function rowPieces(
  [first, last]: readonly [number, number],
  count: number,
  rowHeight: number,
  active: number,
): RowPiece[] {
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i)
  if (active >= 0 && active < count) {
    if (active < first) drawn.unshift(active)
    else if (active >= last) drawn.push(active)
  }
  const pieces: RowPiece[] = []
  let next = 0
  const gap = (to: number) => {
    if (to > next) pieces.push({ kind: 'gap', index: next, height: (to - next) * rowHeight })
  }
  for (const index of drawn) {
    gap(index)
    pieces.push({ kind: 'row', index })
    next = index + 1
  }
  gap(count)
  return pieces
}

import { type ComputedRef, type Ref, computed, onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { useOnPaper } from './paper.ts'
import { observeSize } from './size.ts'

/**
 * A row to draw, or the room of rows that are not drawn. The slot is a key for `v-for`: of rows that come into
 * view it is that of one that left, whose elements then need only new words instead of being made anew.
 */
export type RowPiece =
  | { readonly kind: 'row'; readonly index: number; readonly slot: number }
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
  /** So many rows are drawn on paper, where nobody scrolls. */
  readonly mostOnPaper?: number
}

export interface VirtualRows {
  readonly pieces: ComputedRef<readonly RowPiece[]>
  /** How many whole rows are seen, for the keys that move by a page. */
  readonly page: ComputedRef<number>
  /** Of what scrolls, inside, in pixels. */
  readonly width: Readonly<Ref<number>>
  /** Scrolls to the first row; costs nothing where that is seen. */
  toTop(): void
  /** Scrolls as little as it takes to see a row. */
  reveal(index: number): void
}

/** The window moves by so many rows at a time, and so many more are drawn on either side of it. */
const CHUNK = 4
const SPARE = 3 * CHUNK

/** Draws of many rows of one height those that are seen. */
export function useVirtualRows({
  scroller,
  count,
  rowHeight,
  head = 0,
  active,
  mostOnPaper = 1000,
}: Options): VirtualRows {
  // Until it is measured, as large as the window: rows enough at once, and the page is laid out once with them.
  const height = ref(innerHeight)
  const width = ref(innerWidth)
  const chunk = ref(0)
  // What is seen is there first; the rows around it follow in the next frame.
  const spare = ref(0)
  // Kept, since to ask for it makes the browser lay out the page.
  let top = 0
  let end = (): void => undefined

  function follow(): void {
    top = scroller.value?.scrollTop ?? 0
    chunk.value = Math.floor(top / rowHeight / CHUNK)
  }
  function attach(element: HTMLElement | undefined, former?: HTMLElement): void {
    former?.removeEventListener('scroll', follow)
    end()
    if (!element) return
    element.addEventListener('scroll', follow, { passive: true })
    // It hears the first size too, before anything is shown.
    end = observeSize(element, () => {
      height.value = element.clientHeight
      width.value = element.clientWidth
      follow()
      if (spare.value === 0) requestAnimationFrame(() => (spare.value = SPARE))
    })
  }
  onMounted(() => attach(scroller.value))
  watch(scroller, attach, { flush: 'post' })
  onBeforeUnmount(() => attach(undefined, scroller.value))

  const onPaper = useOnPaper()
  const bounds = computed<readonly [number, number]>((old) => {
    if (onPaper.value) return [0, Math.min(count(), mostOnPaper)]
    const size = Math.ceil(height.value / rowHeight) + spare.value
    const first = Math.max(0, Math.min((chunk.value - 1) * CHUNK, count() - size))
    const last = Math.min(count(), first + size)
    return old?.[0] === first && old[1] === last ? old : [first, last]
  })

  return {
    width,
    pieces: computed(() => rowPieces(bounds.value, count(), rowHeight, active?.() ?? -1)),
    page: computed(() => Math.max(1, Math.floor((height.value - head) / rowHeight) - 1)),
    toTop() {
      if (top > 0) scroller.value?.scrollTo({ top: 0 })
    },
    reveal(index) {
      const element = scroller.value
      if (!element) return
      const start = index * rowHeight
      const room = element.clientHeight - head
      if (start < element.scrollTop) element.scrollTop = start
      else if (start + rowHeight > element.scrollTop + room) element.scrollTop = start + rowHeight - room
      follow() // the browser tells of it later than the row is wanted
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
  const size = Math.max(0, last - first)
  const drawn = Array.from({ length: size }, (_, i) => first + i)
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
    const isSeen = index >= first && index < last
    pieces.push({ kind: 'row', index, slot: isSeen ? index % size : size })
    next = index + 1
  }
  gap(count)
  return pieces
}

import { type ComputedRef, type Ref, computed, nextTick, onBeforeUpdate, onUpdated, ref } from 'vue'
import type { Row } from './rows.ts'
import { controlsOf } from '../ui/roving-focus.ts'

interface Options {
  readonly body: Readonly<Ref<HTMLElement | undefined>>
  readonly rows: () => readonly Row[]
  readonly page: () => number
  reveal(index: number): void
}

export interface RowFocus {
  /** The row that the tab key comes to. */
  readonly index: ComputedRef<number>
  /** Which of the row's controls that is. */
  readonly column: Ref<number>
  readonly row: ComputedRef<Row | undefined>
  /** Moves by a key of the arrows, Home, End or a page; false for other keys. */
  move(event: KeyboardEvent): boolean
  go(index: number): Promise<void>
  /** Takes up where the focus went by other means. */
  follow(event: FocusEvent): void
}

/** The focus in a table whose rows come and go: it stays with its run, however the others move, and is never lost. */
export function useRowFocus({ body, rows, page, reveal }: Options): RowFocus {
  const key = ref('')
  const column = ref(0)
  let before = 0
  const index = computed(() => {
    const found = rows().findIndex((row) => row.key === key.value)
    return found >= 0 ? found : Math.max(0, Math.min(before, rows().length - 1))
  })
  const rowAt = (at: number) => body.value?.querySelector(`[aria-rowindex="${String(at + 2)}"]`)
  const controlsAt = (at: number) => {
    const element = rowAt(at)
    return element ? controlsOf(element) : []
  }

  function settle(at: number): void {
    before = at
    key.value = rows()[at]?.key ?? ''
  }
  async function go(at: number, to = column.value): Promise<void> {
    const wanted = Math.max(0, Math.min(at, rows().length - 1))
    settle(wanted)
    reveal(wanted)
    await nextTick()
    const controls = controlsAt(wanted)
    controls[Math.min(to, controls.length - 1)]?.focus({ preventScroll: true })
  }

  // A row that is moved in the document, or whose elements now show another run, loses the focus.
  let had = false
  onBeforeUpdate(() => (had = body.value?.contains(document.activeElement) ?? false))
  onUpdated(() => {
    if (had && !rowAt(index.value)?.contains(document.activeElement)) {
      const controls = controlsAt(index.value)
      controls[Math.min(column.value, controls.length - 1)]?.focus({ preventScroll: true })
    }
  })

  return {
    index,
    column,
    row: computed(() => rows()[index.value]),
    go,
    move({ key: name }) {
      const at = index.value
      const steps: Partial<Record<string, number>> = {
        ArrowDown: 1,
        ArrowUp: -1,
        PageDown: page(),
        PageUp: -page(),
        Home: -at,
        End: rows().length - 1 - at,
      }
      const by = steps[name]
      if (by !== undefined) void go(at + by)
      else if (name === 'ArrowRight' || name === 'ArrowLeft') {
        const count = controlsAt(at).length
        const to = Math.max(0, Math.min(column.value + (name === 'ArrowRight' ? 1 : -1), count - 1))
        void go(at, to)
      } else return false
      return true
    },
    follow({ target }) {
      const element = target instanceof HTMLElement ? target.closest('[aria-rowindex]') : null
      if (!element || !(target instanceof HTMLElement)) return
      settle(Number(element.getAttribute('aria-rowindex')) - 2)
      column.value = Math.max(0, controlsOf(element).indexOf(target))
    },
  }
}

import { type Ref, nextTick, onBeforeUnmount, onMounted, watch } from 'vue'

const CONTROLS = 'input, button, a[href]'

/** What the arrow keys move between in a row, from left to right. */
export function controlsOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>(CONTROLS)].filter((one) => !one.matches(':disabled'))
}

/**
 * Makes a list one stop of the tab key: the arrow keys move between its rows and between the controls of a row.
 * @param rows a selector of the rows within the list
 * @param toEnd scrolls to its first or last row, where not all of them are drawn
 */
export function useRovingFocus(
  list: Readonly<Ref<HTMLElement | undefined>>,
  rows: string,
  toEnd?: (end: 'first' | 'last') => void,
): void {
  let current: HTMLElement | undefined
  let observer: MutationObserver | undefined

  const grid = () => [...(list.value?.querySelectorAll(rows) ?? [])].map(controlsOf).filter((row) => row.length > 0)

  /** One control can be tabbed to: the one that was used last, else the first. */
  function settle(): void {
    const all = grid().flat()
    if (!current || !all.includes(current)) current = all[0]
    for (const control of all) control.tabIndex = control === current ? 0 : -1
  }

  function focused({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement) || !grid().flat().includes(target)) return
    current = target
    settle()
  }

  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return
    const cells = grid()
    const row = cells.findIndex((controls) => controls.includes(event.target as HTMLElement))
    const column = cells[row]?.indexOf(event.target) ?? -1
    const next = cellAfter(event.key, cells, row, column)
    if (!next) return
    event.preventDefault()
    if (toEnd && (event.key === 'Home' || event.key === 'End')) void goToEnd(event.key, column, toEnd)
    else settleOn(next)
  }

  function settleOn(control: HTMLElement): void {
    control.focus()
    control.scrollIntoView({ block: 'nearest' })
  }

  async function goToEnd(name: 'Home' | 'End', column: number, scroll: NonNullable<typeof toEnd>): Promise<void> {
    scroll(name === 'Home' ? 'first' : 'last')
    await nextTick()
    const there = cellAfter(name, grid(), 0, column)
    if (there) settleOn(there)
  }

  function attach(element: HTMLElement | undefined, former?: HTMLElement): void {
    former?.removeEventListener('focusin', focused)
    former?.removeEventListener('keydown', key)
    observer?.disconnect()
    if (!element) return
    element.addEventListener('focusin', focused)
    element.addEventListener('keydown', key)
    observer = new MutationObserver(settle)
    observer.observe(element, { childList: true, subtree: true, attributeFilter: ['disabled'] })
    settle()
  }

  onMounted(() => attach(list.value))
  watch(list, (element, former) => attach(element, former), { flush: 'post' })
  onBeforeUnmount(() => attach(undefined, list.value))
}

/** Where a key moves to in rows of controls, which need not be equally long; undefined for other keys. */
export function cellAfter<Cell>(
  key: string,
  cells: readonly (readonly Cell[])[],
  row: number,
  column: number,
): Cell | undefined {
  const inRow = (at: number) => {
    const controls = cells[Math.min(Math.max(at, 0), cells.length - 1)] ?? []
    return controls[Math.min(column, controls.length - 1)]
  }
  if (row < 0 || column < 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return inRow(row + 1)
    case 'ArrowUp':
      return inRow(row - 1)
    case 'Home':
      return inRow(0)
    case 'End':
      return inRow(cells.length - 1)
    case 'ArrowRight':
      return cells[row]?.[column + 1]
    case 'ArrowLeft':
      return cells[row]?.[column - 1]
    default:
      return undefined
  }
}

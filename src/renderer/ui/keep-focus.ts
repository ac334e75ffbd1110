import { type ObjectDirective, nextTick } from 'vue'

/** Lets what has the focus keep it though the page puts it elsewhere: moving an element takes the focus from it. */
export async function keepFocus(change: () => void): Promise<void> {
  const { activeElement } = document
  change()
  await nextTick()
  if (!(activeElement instanceof HTMLElement) || document.activeElement === activeElement) return
  if (!activeElement.isConnected) return
  activeElement.focus()
  activeElement.scrollIntoView({ block: 'nearest' })
}

/**
 * Removes something that holds the focus: its neighbour gets it, the next one, else the one before it, else `otherwise`.
 * @param within holds all of what `selector` finds, each the control that removes one thing
 */
export async function focusNeighbour(
  within: Element | null | undefined,
  selector: string,
  change: () => unknown,
  otherwise?: () => HTMLElement | null | undefined,
): Promise<void> {
  const controls = () => [...(within?.querySelectorAll<HTMLElement>(selector) ?? [])]
  const at = controls().findIndex((one) => one.contains(document.activeElement))
  await change()
  if (at < 0) return
  await nextTick()
  const left = controls()
  const next = left[at] ?? left.at(-1)
  const to = next && !next.matches(':disabled') ? next : otherwise?.()
  to?.focus()
}

/** What takes the focus of a keyboard. */
const CONTROLS = 'button:not(:disabled), a[href], summary'

/** Shows the rest of a list by a button that is there no more then: the first control of what comes gets its focus. */
export async function showRest(rows: () => Iterable<Element>, show: () => void): Promise<void> {
  const before = new Set(rows())
  show()
  await nextTick()
  for (const row of rows()) {
    const control = before.has(row) ? null : row.querySelector<HTMLElement>(CONTROLS)
    control?.focus()
    if (control) return
  }
}

interface Held {
  /** What has the focus, or lost it by going or being disabled; null where the focus is elsewhere. */
  control: HTMLElement | null
  /** Its place among the controls of the row. */
  at: number
  readonly end: AbortController
}
const held = new WeakMap<Element, Held>()
const controlsOf = (row: Element) => [...row.querySelectorAll<HTMLElement>('button, a[href], summary')]

/**
 * `v-hold-focus`, for a row of buttons of which some come, go or are disabled while what they do is under way: one that was disabled gets
 * the focus back, and that of one that went goes to what stands in its place then, or last.
 */
export const vHoldFocus: ObjectDirective<HTMLElement> = {
  mounted(row) {
    const own: Held = { control: null, at: -1, end: new AbortController() }
    held.set(row, own)
    const { signal } = own.end
    row.addEventListener(
      'focusin',
      ({ target }) => {
        own.control = target instanceof HTMLElement ? target : null
        own.at = controlsOf(row).findIndex((one) => one === target)
      },
      { signal },
    )
    row.addEventListener(
      'focusout',
      ({ target }) =>
        // Told before an element is taken out: whether it is gone shows only afterwards.
        queueMicrotask(() => {
          const { control } = own
          if (control === target && control?.isConnected && !control.matches(':disabled')) own.control = null
        }),
      { signal },
    )
  },
  updated(row) {
    const own = held.get(row)
    if (!own?.control || document.activeElement !== document.body) return
    const controls = controlsOf(row)
    const next = own.control.isConnected ? own.control : (controls[own.at] ?? controls.at(-1))
    if (next?.matches(CONTROLS)) next.focus()
  },
  unmounted(row) {
    held.get(row)?.end.abort()
  },
}

import { nextTick } from 'vue'

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

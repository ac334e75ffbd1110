export interface Pace {
  /** Does it at once where nothing was done for a while, and with it all that asks in the same turn; else as soon as that has passed. */
  ask(act: () => void): void
  forget(act: () => void): void
}

/** Things that are done together, and not more often than every so many milliseconds. */
export function createPace(milliseconds: number): Pace {
  const waiting = new Set<() => void>()
  let last = -Infinity
  let isOpen = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    last = performance.now()
    isOpen = true
    queueMicrotask(() => (isOpen = false)) // after all that changes with it
  }
  function flush(): void {
    timer = undefined
    const all = [...waiting]
    waiting.clear()
    if (all.length > 0) open()
    for (const act of all) act()
  }

  return {
    ask(act) {
      const wait = last + milliseconds - performance.now()
      if (!isOpen && wait <= 0 && timer === undefined) open()
      if (isOpen) {
        waiting.delete(act)
        act()
        return
      }
      waiting.add(act)
      timer ??= setTimeout(flush, Math.max(wait, 0))
    },
    forget: (act) => void waiting.delete(act),
  }
}

import type { Channel } from './channel.ts'

/** The receiving half that every channel shares: keeps early messages, fans out, closes once. */
export interface Inbox extends Pick<Channel, 'onMessage' | 'onClose'> {
  deliver(message: unknown): void
  /** Tells the close listeners, after every message delivered so far. */
  close(): void
  readonly closed: boolean
}

export function createInbox(): Inbox {
  const messageListeners = new Set<(message: unknown) => void>()
  const closeListeners = new Set<() => void>()
  // Null once the first listener has had what came before it.
  let backlog: unknown[] | null = []
  let closed = false

  function fanOut(message: unknown): void {
    for (const listener of [...messageListeners]) listener(message)
  }

  function tellClosed(): void {
    const listeners = [...closeListeners]
    closeListeners.clear()
    for (const listener of listeners) listener()
  }

  function drain(): void {
    // What arrives meanwhile joins the end of the backlog, so that the order stays.
    while (backlog !== null && backlog.length > 0) fanOut(backlog.shift())
    backlog = null
    if (closed) tellClosed()
  }

  return {
    deliver(message) {
      if (closed) return
      if (backlog === null) fanOut(message)
      else backlog.push(message)
    },

    close() {
      if (closed) return
      closed = true
      // With a drain under way the last messages come first; it then tells the close itself.
      if (backlog === null || messageListeners.size === 0) tellClosed()
    },

    onMessage(listener) {
      const first = backlog !== null && messageListeners.size === 0
      messageListeners.add(listener)
      // Not at once, so that all listeners added in the same turn hear the early messages.
      if (first) queueMicrotask(drain)
      return () => messageListeners.delete(listener)
    },

    onClose(listener) {
      closeListeners.add(listener)
      if (closed) queueMicrotask(tellClosed)
      return () => closeListeners.delete(listener)
    },

    get closed() {
      return closed
    },
  }
}

import type { Channel } from './channel.ts'
import { createInbox, type Inbox } from './inbox.ts'

/**
 * Two connected channels inside one process. Messages are cloned and arrive later, in order, as on a
 * real wire, so that nothing works in memory that would fail between processes.
 */
export function memoryPair(): [Channel, Channel] {
  const left = createInbox()
  const right = createInbox()
  return [memoryEnd(left, right), memoryEnd(right, left)]
}

function memoryEnd(own: Inbox, other: Inbox): Channel {
  return {
    post(message) {
      if (own.closed) return
      const copy: unknown = structuredClone(message)
      queueMicrotask(() => other.deliver(copy))
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    close() {
      own.close()
      queueMicrotask(() => other.close())
    },
  }
}

import type { Channel } from './channel.ts'
import { createInbox } from './inbox.ts'

/**
 * What both ends of a fork have in common: the parent's ChildProcess and the child's own `process`.
 * The fork must have been made with `serialization: 'advanced'`, else typed arrays do not survive.
 */
export interface ForkEnd {
  readonly connected: boolean
  send?(message: never, handle: undefined, options: undefined, callback: (error: Error | null) => void): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
  disconnect?(): void
}

export interface ProcessChannel extends Channel {
  /**
   * Resolves when everything posted so far has been handed to the operating system, or cannot be any
   * more. Await it after large posts, so that they do not pile up, and before `process.exit`.
   */
  flushed(): Promise<void>
}

/** A channel to a forked process, or in it to its parent. Closes when either of them goes. */
export function processChannel(end: ForkEnd): ProcessChannel {
  const inbox = createInbox()
  let sent: Promise<void> = Promise.resolve()

  end.on('message', (message) => inbox.deliver(message))
  end.on('disconnect', () => inbox.close())
  if (!end.connected) inbox.close()

  return {
    post(message) {
      if (inbox.closed || !end.connected) return
      const previous = sent
      // Node copies the message at once, so the caller may change it afterwards. A failed send means
      // that the other end is gone, of which 'disconnect' tells.
      const handedOver = new Promise<void>((resolve) => {
        end.send?.(message as never, undefined, undefined, () => resolve())
      })
      sent = previous.then(() => handedOver)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close() {
      if (inbox.closed) return
      inbox.close()
      if (end.connected) end.disconnect?.()
    },
    flushed: () => sent,
  }
}

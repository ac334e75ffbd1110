import type { Channel } from './channel.ts'
import { decode } from './codec.ts'
import { createInbox } from './inbox.ts'
import { messageBytes } from './message-bytes.ts'

/** What the WebSocket of browsers and the one of `ws` have in common. */
export interface Socket {
  binaryType: string
  readonly readyState: number
  send(bytes: Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
}

const CONNECTING = 0
const OPEN = 1
/** The close code for data that does not fit the protocol (RFC 6455, section 7.4.1). */
const BAD_DATA = 1007

/**
 * A channel of binary MessagePack frames. What is posted before the socket opens is sent when it does;
 * posting a message that is too large throws `bad-usage`.
 */
export function websocketChannel(socket: Socket): Channel {
  const inbox = createInbox()
  let unsent: Uint8Array<ArrayBuffer>[] = []
  socket.binaryType = 'arraybuffer'

  socket.addEventListener('open', () => {
    for (const bytes of unsent) socket.send(bytes)
    unsent = []
  })
  socket.addEventListener('message', ({ data }) => {
    const message = read(data)
    if (message === undefined) socket.close(BAD_DATA, 'not a Saccade message')
    else inbox.deliver(message.content)
  })
  socket.addEventListener('close', () => inbox.close())
  // An error is always followed by a close; unheard, the one of `ws` would end the process.
  socket.addEventListener('error', () => undefined)
  if (socket.readyState > OPEN) inbox.close()

  return {
    post(message) {
      if (inbox.closed) return
      const bytes = messageBytes(message)
      if (socket.readyState === CONNECTING) unsent.push(bytes)
      else if (socket.readyState === OPEN) socket.send(bytes)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close() {
      inbox.close()
      socket.close()
    },
  }
}

/** The message of a frame; undefined for a text frame and for bytes that are none. */
function read(data: unknown): { readonly content: unknown } | undefined {
  if (!(data instanceof ArrayBuffer)) return undefined
  try {
    return { content: decode(new Uint8Array(data)) }
  } catch {
    return undefined // the sender learns it from the close code
  }
}

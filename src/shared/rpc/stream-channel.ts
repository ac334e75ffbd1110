import type { Socket } from 'node:net'
import type { Channel } from './channel.ts'
import { decode } from './codec.ts'
import { createInbox } from './inbox.ts'
import { LARGEST_MESSAGE, messageBytes } from './message-bytes.ts'

const LENGTH_BYTES = 4
/** Who leaves so many bytes unread is dropped: a program that was halted shall not fill the memory of the one it talks to. */
const LARGEST_BACKLOG = 64 * 1024 * 1024

/** A channel over a socket between two programs of one machine: MessagePack, each message with its length before it. */
export function streamChannel(socket: Socket): Channel {
  const inbox = createInbox()
  let chunks: Buffer[] = []
  let bytes = 0

  /** The first `count` bytes that came, and takes them away; null while they are not all there. */
  function take(count: number): Buffer | null {
    if (bytes < count) return null
    const [first] = chunks
    const all = first && chunks.length === 1 ? first : Buffer.concat(chunks, bytes)
    chunks = [all.subarray(count)]
    bytes -= count
    return all.subarray(0, count)
  }

  let length: number | null = null
  function read(): void {
    for (;;) {
      length ??= take(LENGTH_BYTES)?.readUInt32LE() ?? null
      if (length === null) return
      // Whoever sends a longer one is no Saccade.
      if (length > LARGEST_MESSAGE) throw new Error('This is no message.')
      const message = take(length)
      if (message === null) return
      length = null
      inbox.deliver(decode(message))
    }
  }

  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    bytes += chunk.length
    // Until the rest has come nothing is put together, so that a long message is copied once.
    if (length !== null && bytes < length) return
    try {
      read()
    } catch {
      socket.destroy()
    }
  })
  socket.on('close', () => inbox.close())
  // An error is always followed by a close.
  socket.on('error', () => undefined)
  if (socket.destroyed) inbox.close()

  return {
    post(message) {
      if (inbox.closed || !socket.writable) return
      if (socket.writableLength > LARGEST_BACKLOG) {
        socket.destroy()
        return
      }
      const content = messageBytes(message)
      const head = Buffer.alloc(LENGTH_BYTES)
      head.writeUInt32LE(content.length)
      socket.write(head)
      socket.write(content)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close() {
      inbox.close()
      socket.end()
    },
  }
}

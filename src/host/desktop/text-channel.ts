import type { Channel } from '../../shared/rpc/channel.ts'
import { decode, encode } from '../../shared/rpc/codec.ts'

/**
 * A channel of text for a fork with `serialization: 'json'`, in which typed arrays survive as well. The
 * fork's own way of keeping them, `'advanced'`, uses V8's serializer, and that one frees its buffers with
 * the wrong allocator in the main process of Electron 22: the process dies at a later garbage collection.
 */
export function textChannel(channel: Channel): Channel {
  return {
    ...channel,
    post: (message) => channel.post(Buffer.from(encode(message)).toString('base64')),
    onMessage: (listener) => channel.onMessage((text) => listener(decode(Buffer.from(String(text), 'base64')))),
  }
}

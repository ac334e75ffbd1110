import type { Channel } from './channel.ts'

/** Joins two channels: what comes from one goes out on the other, and they close together. */
export function pipe(left: Channel, right: Channel): void {
  left.onMessage((message) => right.post(message))
  right.onMessage((message) => left.post(message))
  left.onClose(() => right.close())
  right.onClose(() => left.close())
}

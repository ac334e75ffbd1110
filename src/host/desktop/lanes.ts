import { z } from 'zod'
import type { Channel } from '../../shared/rpc/channel.ts'
import { createInbox, type Inbox } from '../../shared/rpc/inbox.ts'

const laneMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lane'), lane: z.string(), message: z.unknown() }),
  z.object({ kind: z.literal('lane-end'), lane: z.string() }),
])
type LaneMessage = z.infer<typeof laneMessageSchema>

/** Many channels on one: what main and a host in another process share, since a fork has but one wire. */
export interface Lanes {
  /**
   * This side's end of a lane; the other side opens the same name. What the other side sends before that
   * is kept. A name is used once: a lane that has ended stays so.
   */
  open(lane: string): Channel
}

/** Messages on `channel` that belong to no lane are left to its other listeners. All lanes close with the channel. */
export function createLanes(channel: Channel): Lanes {
  const inboxes = new Map<string, Inbox>()
  const post = (message: LaneMessage): void => channel.post(message)

  function inboxOf(lane: string): Inbox {
    const inbox = inboxes.get(lane) ?? createInbox()
    inboxes.set(lane, inbox)
    return inbox
  }

  channel.onMessage((message) => {
    const parsed = laneMessageSchema.safeParse(message)
    if (!parsed.success) return
    const inbox = inboxOf(parsed.data.lane)
    if (parsed.data.kind === 'lane') inbox.deliver(parsed.data.message)
    else inbox.close()
  })
  channel.onClose(() => {
    for (const inbox of inboxes.values()) inbox.close()
  })

  return {
    open(lane) {
      const inbox = inboxOf(lane)
      return {
        post(message) {
          if (!inbox.closed) post({ kind: 'lane', lane, message })
        },
        onMessage: inbox.onMessage,
        onClose: inbox.onClose,
        close() {
          if (inbox.closed) return
          post({ kind: 'lane-end', lane })
          inbox.close()
        },
      }
    },
  }
}

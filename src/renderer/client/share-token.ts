import { z } from 'zod'

const messageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask') }),
  z.strictObject({ kind: z.literal('token'), token: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) }),
])
type Message = z.output<typeof messageSchema>

/** What is used of a `BroadcastChannel`, which reaches the tabs of one browser and one origin, the port included. */
export type TabChannel = Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>

export interface TokenSharing {
  /** Asks the other tabs for the token of this launch; one that is let in answers. */
  ask(): void
}

/**
 * Hands the launch's token from a tab that is let in to one that is not: a link that is opened in a new tab has no
 * storage of its own yet, and a tab of an earlier launch an old token.
 * @param own the token of this tab, null unless the server that is there now has let it in
 * @param take hears a token of another tab; called only while this tab is not let in
 */
export function shareToken(channel: TabChannel, own: () => string | null, take: (token: string) => void): TokenSharing {
  const post = (message: Message): void => channel.postMessage(message)
  channel.addEventListener('message', ({ data }) => {
    const message = messageSchema.safeParse(data).data
    const mine = own()
    if (message?.kind === 'ask' && mine !== null) post({ kind: 'token', token: mine })
    else if (message?.kind === 'token' && mine === null) take(message.token)
  })
  return { ask: () => post({ kind: 'ask' }) }
}

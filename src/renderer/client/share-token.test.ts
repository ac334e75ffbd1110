import { afterEach, expect, it } from 'vitest'
import { shareToken } from './share-token.ts'

const opened: BroadcastChannel[] = []
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close()
})

/** A tab, with what it takes; its token is of use where it is let in. */
function tab(token: string | null) {
  const channel = new BroadcastChannel('saccade')
  opened.push(channel)
  const taken: string[] = []
  const sharing = shareToken(
    channel,
    () => token,
    (given) => taken.push(given),
  )
  return { ...sharing, taken }
}

it('gives the token of a tab that is let in to one that asks, and to none that is let in itself', async () => {
  const [first, other, fresh, outside] = [tab('good'), tab('good'), tab(null), tab(null)]
  fresh.ask()
  await expect.poll(() => fresh.taken).toEqual(['good', 'good'])
  expect([first.taken, other.taken]).toEqual([[], []])
  // A tab that waits hears it too, which is as good.
  expect(outside.taken).toEqual(['good', 'good'])
})

it('takes nothing that is no token', async () => {
  const fresh = tab(null)
  const channel = new BroadcastChannel('saccade')
  opened.push(channel)
  for (const data of [null, 'good', { kind: 'token' }, { kind: 'token', token: 'a b' }, { kind: 'token', token: '' }])
    channel.postMessage(data)
  channel.postMessage({ kind: 'token', token: 'last' })
  await expect.poll(() => fresh.taken).toEqual(['last'])
})

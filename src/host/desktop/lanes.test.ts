import { expect, test } from 'vitest'
import type { Channel } from '../../shared/rpc/channel.ts'
import { memoryPair } from '../../shared/rpc/memory-channel.ts'
import { createLanes } from './lanes.ts'

test('lanes on one channel keep to themselves and keep their order', async () => {
  const [left, right] = memoryPair()
  const [near, far] = [createLanes(left), createLanes(right)]
  const heard = { a: collect(far.open('a')), b: collect(far.open('b')) }
  const [a, b] = [near.open('a'), near.open('b')]
  a.post(1)
  b.post({ weights: Float32Array.of(0.5, NaN) })
  a.post(2)
  await settled()
  expect(heard).toEqual({ a: [1, 2], b: [{ weights: Float32Array.of(0.5, NaN) }] })
})

test('what comes before a lane is opened is delivered to it, its end included', async () => {
  const [left, right] = memoryPair()
  const [near, far] = [createLanes(left), createLanes(right)]
  const lane = near.open('early')
  lane.post('first')
  lane.close()
  await settled()
  const opened = far.open('early')
  const heard = collect(opened)
  opened.onClose(() => heard.push('closed'))
  await settled()
  expect(heard).toEqual(['first', 'closed'])
})

test('closing one lane leaves the others open; the channel takes all with it', async () => {
  const [left, right] = memoryPair()
  const [near, far] = [createLanes(left), createLanes(right)]
  const closed: string[] = []
  for (const name of ['a', 'b']) {
    near.open(name).onClose(() => closed.push(`near ${name}`))
    far.open(name).onClose(() => closed.push(`far ${name}`))
  }
  near.open('a').close()
  await settled()
  expect(closed).toEqual(['near a', 'far a'])
  right.close()
  await settled()
  expect(closed.toSorted()).toEqual(['far a', 'far b', 'near a', 'near b'])
})

test('messages of no lane are left alone', async () => {
  const [left, right] = memoryPair()
  const others = collect(right)
  const heard = collect(createLanes(right).open('a'))
  left.post({ kind: 'close' })
  left.post(null)
  await settled()
  expect(heard).toEqual([])
  expect(others).toEqual([{ kind: 'close' }, null])
})

function collect(channel: Channel): unknown[] {
  const messages: unknown[] = []
  channel.onMessage((message) => messages.push(message))
  return messages
}

/** Memory channels deliver in microtasks, so everything has arrived by the next macrotask. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

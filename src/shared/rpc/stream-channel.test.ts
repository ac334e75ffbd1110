import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { Channel } from './channel.ts'
import { LARGEST_MESSAGE } from './message-bytes.ts'
import { streamChannel } from './stream-channel.ts'

const open: { destroy(): void }[] = []
afterEach(() => open.splice(0).forEach((one) => one.destroy()))

/** Both ends of a connection on this machine. */
async function connected(): Promise<{ near: net.Socket; far: net.Socket }> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const near = net.connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1')
  const [far] = (await once(server, 'connection')) as [net.Socket]
  server.close()
  open.push(near, far)
  return { near, far }
}

/** Posts until the channel is closed or so many megabytes were posted; says how many. */
async function fill(channel: Channel, isClosed: () => boolean, most: number): Promise<number> {
  const megabyte = new Uint8Array(1024 * 1024)
  for (let posted = 0; posted < most; posted += 1) {
    if (isClosed()) return posted
    channel.post(megabyte)
    await new Promise(setImmediate)
  }
  return most
}

it('carries long messages and many short ones, in order', async () => {
  const { near, far } = await connected()
  const [channel, other] = [streamChannel(near), streamChannel(far)]
  const heard: unknown[] = []
  other.onMessage((message) => heard.push(message))
  const long = new Uint8Array(3_000_000).fill(7)
  channel.post(long)
  for (let i = 0; i < 1000; i += 1) channel.post({ i })
  await expect.poll(() => heard.length).toBe(1001)
  expect(Buffer.compare(heard[0] as Uint8Array, long)).toBe(0)
  expect(heard.slice(1)).toEqual(Array.from({ length: 1000 }, (_, i) => ({ i })))
})

it('lets go of who reads nothing, such as a program that was halted', async () => {
  const { near, far } = await connected()
  far.pause()
  const channel = streamChannel(near)
  let closed = false
  channel.onClose(() => (closed = true))
  expect(await fill(channel, () => closed, 200)).toBeLessThan(200)
})

it('says at the sending end that a message is too large', async () => {
  const { near } = await connected()
  expect(() => streamChannel(near).post(new Uint8Array(LARGEST_MESSAGE))).toThrow(/too large; 256 MB is the most/)
})

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SaccadeError } from '../errors.ts'
import { memoryPair } from './memory-channel.ts'
import { type Callable, implement, method } from './contract.ts'
import { connect, serve } from './rpc.ts'

const greeterService = {
  greet: method(z.strictObject({ name: z.string() })).returns<string>(),
  count: method().returns<number>(),
}
type Greeter = Callable<typeof greeterService>
type Api = { greeter: Greeter }

const greeter: Greeter = {
  greet: async ({ name }) => `hello ${name}`,
  count: async () => 3,
}
const greeting = implement({ greeter: greeterService }, { greeter })

describe('calls', () => {
  it('carries calls in both directions over one channel', async () => {
    const [left, right] = memoryPair()
    serve(left, implement({ left: greeterService }, { left: greeter }))
    serve(right, implement({ right: greeterService }, { right: { ...greeter, count: async () => 4 } }))
    const toRight = connect<{ right: Greeter }>(left)
    const toLeft = connect<{ left: Greeter }>(right)

    expect(await toLeft.api.left.greet({ name: 'x' })).toBe('hello x')
    expect(await toRight.api.right.count()).toBe(4)
  })

  it.each(['constructor', '__proto__', 'toString', 'nothing'])('knows no method %s', async (name) => {
    const [left, right] = memoryPair()
    serve(left, greeting)
    const { api } = connect<Record<string, Record<string, () => Promise<unknown>>>>(right)
    await expect(api.greeter?.[name]?.()).rejects.toMatchObject({ code: 'bad-usage' })
    await expect(api[name]?.greet?.()).rejects.toMatchObject({ code: 'bad-usage' })
  })

  it('gives a method only what fits its schema, and says where a request does not', async () => {
    const [left, right] = memoryPair()
    const asked: unknown[] = []
    const contract = {
      mail: {
        send: method(z.strictObject({ to: z.array(z.string()), copies: z.int().default(1) })).returns(),
        stop: method().returns(),
      },
    }
    const mail = {
      send: async (request: unknown) => void asked.push(request),
      stop: async () => void asked.push('stop'),
    }
    serve(left, implement(contract, { mail }))
    const far = connect<{ mail: Record<'send' | 'stop', (request: unknown) => Promise<unknown>> }>(right).api.mail
    const refused = (paths: string[]) => ({
      code: 'bad-usage',
      message: expect.stringContaining('mail.') as string,
      problems: paths.map((path) => expect.objectContaining({ path }) as object),
    })
    await expect(far.send(null)).rejects.toMatchObject(refused(['request']))
    await expect(far.send(undefined)).rejects.toMatchObject(refused(['request']))
    await expect(far.send({ to: ['a', 7], copies: 1.5 })).rejects.toMatchObject(refused(['to.1', 'copies']))
    await expect(far.send({ to: [], urgent: true })).rejects.toMatchObject(refused(['urgent']))
    await expect(far.stop({})).rejects.toMatchObject(refused(['request']))
    await far.stop(undefined)
    await far.send({ to: ['a'] })
    expect(asked).toEqual(['stop', { to: ['a'], copies: 1 }])
  })

  it('can be handed through await without being taken for a promise', async () => {
    const [, right] = memoryPair()
    const { api } = connect<Api>(right)
    expect(await Promise.resolve(api.greeter)).toBe(api.greeter)
  })

  it('says which request cannot be sent', async () => {
    const [left, right] = memoryPair()
    const contract = { echo: { back: method(z.object({ value: z.unknown() })).returns<unknown>() } }
    serve(left, implement(contract, { echo: { back: async ({ value }) => (value === 'function' ? () => 1 : value) } }))
    const { api } = connect<{ echo: Callable<typeof contract.echo> }>(right)
    await expect(api.echo.back({ value: () => 1 })).rejects.toThrow(/echo\.back cannot be sent/)
    await expect(api.echo.back({ value: 'function' })).rejects.toMatchObject({ code: 'internal' })
  })

  it('rejects calls after the channel closed', async () => {
    const [left, right] = memoryPair()
    serve(left, greeting)
    const { api } = connect<Api>(right)
    right.close()
    const lost = {
      code: 'disconnected',
      message: 'The connection closed before the answer came.',
      cause: 'greeter.count',
    }
    await expect(api.greeter.count()).rejects.toMatchObject(lost)
  })
})

describe('malformed messages', () => {
  it.each([
    null,
    7,
    'text',
    [],
    {},
    { kind: 'call' },
    { kind: 'call', id: 'x', service: 'greeter', method: 'count' },
    { kind: 'nonsense', id: 1 },
  ])('are reported and do no harm: %j', async (message) => {
    const [left, right] = memoryPair()
    const reports: SaccadeError[] = []
    serve(left, greeting, { onMalformed: (error) => reports.push(error) })
    const { api } = connect<Api>(right)
    right.post(message)
    expect(await api.greeter.count()).toBe(3)
    expect(reports).toHaveLength(1)
  })

  it('are answered with an error where they carry a number', async () => {
    const [left, right] = memoryPair()
    serve(left, greeting)
    const answer = new Promise((resolve) => right.onMessage(resolve))
    right.post({ kind: 'call', id: 9, service: 1, method: 2 })
    expect(await answer).toMatchObject({ kind: 'failure', id: 9, error: { code: 'bad-usage' } })
  })

  it('turn an error code of a newer version into internal', async () => {
    const [left, right] = memoryPair()
    const { api } = connect<Api>(right)
    left.onMessage(() => {
      left.post({ kind: 'failure', id: 0, error: { code: 'new', message: 'm', hint: '', problems: [] } })
    })
    await expect(api.greeter.count()).rejects.toMatchObject({ code: 'internal', message: 'm' })
  })
})

describe('memory channel', () => {
  it('keeps early messages for listeners of the same turn, then delivers in order', async () => {
    const [left, right] = memoryPair()
    for (const value of [1, undefined, 3]) left.post(value)
    await new Promise((resolve) => setTimeout(resolve))
    const first: unknown[] = []
    const second: unknown[] = []
    right.onMessage((value) => first.push(value))
    right.onMessage((value) => second.push(value))
    left.post(4)
    await new Promise((resolve) => setTimeout(resolve))
    expect(first).toEqual([1, undefined, 3, 4])
    expect(second).toEqual(first)
  })

  it('delivers what was posted before the close, and tells late listeners of it', async () => {
    const [left, right] = memoryPair()
    left.post('last')
    left.close()
    left.post('too late')
    await new Promise((resolve) => setTimeout(resolve))
    const seen: unknown[] = []
    right.onMessage((value) => seen.push(value))
    right.onClose(() => seen.push('closed'))
    await new Promise((resolve) => setTimeout(resolve))
    expect(seen).toEqual(['last', 'closed'])
  })
})

import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/shared/rpc/channel.ts'
import { connect, implement, serve, type Connected, type Remote } from '../../src/shared/rpc/rpc.ts'
import { callerContract, type Wire, type WireApi, type WireEvents } from './fixtures/wire-api.ts'
import { WIRES, type OpenWire } from './fixtures/wires.ts'

/** As a newer page would see it: with methods this far end does not have. */
type WiderApi = {
  wire: Wire & { missing(): Promise<void> }
  nowhere: { call(): Promise<void> }
}

describe.each(Object.keys(WIRES))('over %s', (name) => {
  let open: OpenWire
  let connected: Connected<WiderApi, WireEvents>
  let wire: Remote<WiderApi>['wire']

  beforeEach(async () => {
    open = (await WIRES[name]?.())!
    connected = connect<WiderApi, WireEvents>(open.channel)
    wire = connected.api.wire
  })
  afterEach(async () => {
    await open.dispose()
  })

  it('a call is answered, with and without a request', async () => {
    expect(await wire.add({ left: 2, right: 3 })).toBe(5)
    await expect(wire.nothing()).resolves.toBeUndefined()
  })

  it('an API fits where the plain interface is asked for', async () => {
    const plain: Wire = wire
    expect(await plain.add({ left: 2, right: 3 })).toBe(5)
  })

  it('values keep their types', async () => {
    const value = {
      weights: Float32Array.of(0.25, NaN, Infinity, -Infinity),
      steps: new Float64Array([1, 2 ** 53]),
      ids: Int32Array.of(-1, 7),
      bytes: Uint8Array.of(0, 255),
      none: null,
      missing: undefined,
      loss: NaN,
      text: 'Grüße, 世界 👋',
      nested: [[new Map([['a', 1]])], new Set([1])],
    }
    const back = await wire.echo({ value })
    expect(back).toStrictEqual(value)
  })

  it('an error keeps code, message, hint and problems', async () => {
    await expect(wire.fail()).rejects.toMatchObject({
      name: 'SaccadeError',
      code: 'bad-configuration',
      message: 'Two settings are wrong.',
      hint: 'Mend them.',
      problems: [
        { path: 'model.encoder.hidden', message: 'must be at least 1' },
        { path: 'pairs.tsv:12', message: 'has 3 columns' },
      ],
    })
    await expect(wire.throwPlain()).rejects.toMatchObject({ code: 'internal', message: 'a defect' })
  })

  it('a method that is not there is an error, and the wire goes on', async () => {
    await expect(connected.api.nowhere.call()).rejects.toMatchObject({ code: 'bad-usage' })
    await expect(connected.api.wire.missing()).rejects.toMatchObject({ code: 'bad-usage' })
    expect(await wire.add({ left: 1, right: 1 })).toBe(2)
  })

  it('what is no message does no harm', async () => {
    for (const rubbish of [null, 7, 'text', [], { kind: 'call' }, { kind: 'call', id: 10 ** 6, service: 1 }]) {
      open.channel.post(rubbish)
    }
    expect(await wire.add({ left: 1, right: 1 })).toBe(2)
  })

  it('answers find their calls, whatever order they come in', async () => {
    const values = Array.from({ length: 100 }, (_, index) => index)
    const order: number[] = []
    const answers = await Promise.all(
      values.map(async (value) => {
        const answer = await wire.later({ value, turns: 100 - value })
        order.push(answer)
        return answer
      }),
    )
    expect(answers).toEqual(values)
    expect(order[0]).not.toBe(0)
  })

  it('events come in order, before the answer that follows them', async () => {
    const heard: number[] = []
    const stop = connected.on('counted', ({ index, weights }) => {
      expect(weights).toStrictEqual(Float32Array.of(index, NaN))
      heard.push(index)
    })
    await wire.count({ count: 500 })
    expect(heard).toEqual(Array.from({ length: 500 }, (_, index) => index))
    stop()
    await wire.count({ count: 1 })
    expect(heard).toHaveLength(500)
  })

  it('calls go the other way over the same wire', async () => {
    serve(open.channel, implement(callerContract, { caller: { double: ({ value }) => Promise.resolve(2 * value) } }))
    expect(await wire.askBack({ value: 21 })).toBe(42)
  })

  it('a call can be given up, and the far end learns it', async () => {
    const abort = new AbortController()
    const waiting = wire.wait(undefined, { signal: abort.signal })
    await wire.nothing()
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'aborted', cause: 'wire.wait' })
    await expect(wire.add({ left: 1, right: 1 }, { signal: abort.signal })).rejects.toMatchObject({ code: 'aborted' })
    expect(await wire.givenUp()).toBe(1)
  })

  it('five million bytes go there and back', async () => {
    const value = Float32Array.from({ length: 1_250_000 }, (_, index) => Math.sin(index))
    expect(value.byteLength).toBe(5_000_000)
    const back = (await wire.echo({ value })) as Float32Array
    expect(back).toBeInstanceOf(Float32Array)
    expect(Buffer.from(back.buffer, back.byteOffset, back.byteLength).equals(Buffer.from(value.buffer))).toBe(true)
  })

  it('what is changed after it was posted arrives unchanged', async () => {
    const value = new Float32Array(100_000).fill(1)
    const echo = wire.echo({ value })
    value.fill(2)
    expect(await echo).toStrictEqual(new Float32Array(100_000).fill(1))
  })

  it.each([
    ['this end closes', () => open.channel.close()],
    ['the far end closes', () => void wire.hangUp().catch(() => undefined)],
    ['the far end is cut off', () => open.cut()],
  ])('pending and later calls reject when %s', async (_, close) => {
    let closings = 0
    open.channel.onClose(() => (closings += 1))
    const abort = new AbortController()
    const pending = [wire.wait(), wire.wait(), wire.wait(undefined, { signal: abort.signal })]
    await wire.nothing()
    close()
    for (const call of await Promise.allSettled(pending)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'disconnected' } })
    }
    await expect(wire.nothing()).rejects.toMatchObject({ code: 'disconnected' })
    open.channel.post('into the void')
    abort.abort()
    const late = new Promise<void>((resolve) => open.channel.onClose(resolve))
    await late
    expect(closings).toBe(1)
  })

  it('a thousand calls leave no listener behind', async () => {
    const counting = countListeners(open.channel)
    const { api } = connect<WireApi>(counting.channel)
    const before = counting.count()
    const { signal } = new AbortController()
    for (let round = 0; round < 10; round++) {
      const calls = Array.from({ length: 100 }, (_, index) => api.wire.add({ left: index, right: 1 }, { signal }))
      await Promise.all(calls)
      await expect(api.wire.fail(undefined, { signal })).rejects.toThrow('Two settings')
    }
    expect(counting.count()).toBe(before)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})

/** A channel that knows how many listeners it has. */
function countListeners(channel: Channel): { channel: Channel; count(): number } {
  let count = 0
  function counted(remove: () => void): () => void {
    count += 1
    return () => {
      count -= 1
      remove()
    }
  }
  return {
    channel: {
      post: (message) => channel.post(message),
      close: () => channel.close(),
      onMessage: (listener) => counted(channel.onMessage(listener)),
      onClose: (listener) => counted(channel.onClose(listener)),
    },
    count: () => count,
  }
}

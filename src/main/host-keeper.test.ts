import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FromHost } from '../host/desktop/control.ts'
import { createLanes } from '../host/desktop/lanes.ts'
import { mainLauncher } from '../host/desktop/main-launcher.ts'
import type { WorkerExit } from '../host/workers/launcher.ts'
import { createLineLog } from '../host/workers/line-log.ts'
import type { ErrorData } from '../shared/errors.ts'
import type { Channel } from '../shared/rpc/channel.ts'
import { memoryPair } from '../shared/rpc/memory-channel.ts'
import { keepHost } from './host-keeper.ts'
import type { HostProcess } from './host-process.ts'
import type { Worker } from './workers.ts'

/** What the processes would do is played here; the wires and the keeper are the real ones. */
interface PlayedHost {
  readonly channel: Channel
  send(message: FromHost): void
  exit(exit: WorkerExit): void
}

let hosts: PlayedHost[] = []
let workers: { channel: Channel; exit(exit: WorkerExit): void; killed: boolean }[] = []
let failures: ErrorData[] = []
let ready = 0

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  hosts = []
  workers = []
  failures = []
  ready = 0
})
afterEach(() => vi.useRealTimers())

test('a crashed host is started again, after growing pauses, until it is hopeless', async () => {
  keep()
  for (const pause of [250, 500, 1000, 2000, 4000]) {
    const before = hosts.length
    crash()
    await settled()
    await vi.advanceTimersByTimeAsync(pause - 1)
    expect(hosts.length).toBe(before)
    await vi.advanceTimersByTimeAsync(1)
    expect(hosts.length).toBe(before + 1)
  }
  crash()
  await settled()
  expect(failures).toMatchObject([{ code: 'internal', hint: expect.stringContaining('the last words') }])
})

test('a host that cannot open its data folder is not started again', async () => {
  keep()
  const error: ErrorData = { code: 'locked', message: 'in use', hint: 'close it', problems: [] }
  hosts[0]!.send({ kind: 'failed', error })
  await settled()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(hosts.length).toBe(1)
  expect(failures).toEqual([error])
})

test('windows are told of every host that is ready', async () => {
  keep()
  hosts[0]!.send({ kind: 'ready' })
  await settled()
  crash()
  await settled()
  await vi.advanceTimersByTimeAsync(250)
  hosts[1]!.send({ kind: 'ready' })
  await settled()
  expect(ready).toBe(2)
})

test('a worker the host asks for is joined to it: messages, lines, end', async () => {
  keep()
  const { channel } = hosts[0]!
  const worker = mainLauncher(channel, createLanes(channel)).launch({ cores: 2, device: 'cpu' })
  await settled()
  expect(worker.pid).toBe(4711)
  const heard: unknown[] = []
  worker.channel.onMessage((message) => heard.push(message))
  workers[0]!.channel.onMessage((message) => workers[0]!.channel.post(message))
  worker.channel.post(Float32Array.of(1, NaN))
  await settled()
  expect(heard).toEqual([Float32Array.of(1, NaN)])
  worker.kill()
  await settled()
  expect(await worker.exited).toEqual({ code: null, signal: 'SIGKILL' })
  expect(worker.log.last()).toEqual(['loading TensorFlow'])
})

test('a host takes its workers with it', async () => {
  keep()
  const { channel } = hosts[0]!
  mainLauncher(channel, createLanes(channel)).launch({ cores: 2, device: 'cpu' })
  await settled()
  crash()
  await settled()
  expect(workers.map(({ killed }) => killed)).toEqual([true])
})

test('closing asks the host to end, and does not start another', async () => {
  const keeper = keep()
  const asked: unknown[] = []
  hosts[0]!.send({ kind: 'ready' })
  await settled()
  hosts[0]!.channel.onMessage((message) => asked.push(message))
  const closed = keeper.close(1000)
  await settled()
  expect(asked).toEqual([{ kind: 'close' }])
  hosts[0]!.exit({ code: 0, signal: null })
  await closed
  await vi.advanceTimersByTimeAsync(60_000)
  expect(hosts.length).toBe(1)
})

test('closing ends a host at once that is not ready yet', async () => {
  const keeper = keep()
  hosts[0]!.send({ kind: 'upgrading', what: 'curves of run 1 of 1000' })
  await keeper.close(60_000)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(hosts.length).toBe(1)
})

function keep() {
  return keepHost({
    startHost: playHost,
    startWorker: playWorker,
    onReady: () => (ready += 1),
    onUpgrading: () => undefined,
    onFailed: (error) => failures.push(error),
  })
}

function crash(): void {
  hosts.at(-1)!.exit({ code: null, signal: 'SIGSEGV' })
}

function playHost(): HostProcess {
  const [mains, own] = memoryPair()
  const { exited, exit } = end(mains)
  hosts.push({ channel: own, send: (message) => own.post(message), exit })
  const log = createLineLog()
  log.add('the last words')
  return {
    channel: mains,
    lanes: createLanes(mains),
    log,
    exited,
    connectWindow: () => undefined,
    kill: () => exit({ code: null, signal: 'SIGKILL' }),
  }
}

function playWorker(): Worker {
  const [mains, own] = memoryPair()
  const { exited, exit } = end(mains)
  const played = { channel: own, exit, killed: false }
  workers.push(played)
  const log = createLineLog()
  queueMicrotask(() => log.add('loading TensorFlow'))
  return {
    channel: mains,
    pid: 4711,
    onStarted: (listener) => queueMicrotask(() => listener(4711)),
    kill() {
      played.killed = true
      exit({ code: null, signal: 'SIGKILL' })
    },
    exited,
    log,
  }
}

function end(channel: Channel): { exited: Promise<WorkerExit>; exit(exit: WorkerExit): void } {
  let resolve: (exit: WorkerExit) => void = () => undefined
  const exited = new Promise<WorkerExit>((resolveExit) => (resolve = resolveExit))
  return {
    exited,
    exit(exit) {
      channel.close()
      resolve(exit)
    },
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

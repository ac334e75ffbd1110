// The command line beside a host that holds the data folder: it talks to that one, over its socket.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packageRoot } from '../../scripts/setup/places.js'
import { configuration, create, inState, scripted } from '../../src/host/fixtures/scripted-host.ts'

let files: string
beforeEach(() => {
  files = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-beside-'))
})
afterEach(() => fs.rmSync(files, { recursive: true, force: true }))

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function saccade(args: readonly string[], dataFolder = scripted.dataFolder): Promise<Ended> {
  const program = path.join(packageRoot, 'bin', 'saccade.js')
  const child = spawn(process.execPath, [program, ...args, '--data-dir', dataFolder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

async function queueOf(...args: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await saccade(['queue', ...args, '--json'])
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout)
}

test('the queue is put in order, paused, let go on and stopped from a terminal while the window trains', async () => {
  const host = scripted.start()
  const names = ['a', 'b', 'c', 'd']
  const [a = '', b = '', c = '', d = ''] = await create(host, ...names.map((name) => configuration(name, 1_000_000)))
  await inState(host, a, 'running')

  expect(await queueOf()).toMatchObject({ atOnce: 1, held: false, active: [a], waiting: [b, c, d] })
  expect((await saccade(['queue'])).stderr).toContain('1 run at a time.\n')
  expect(await queueOf('move', 'd', '2')).toMatchObject({ waiting: [b, d, c] })
  expect(await queueOf('next', 'c', 'd')).toMatchObject({ waiting: [c, d, b] })
  expect(await queueOf('move', 'c', 'last')).toMatchObject({ waiting: [d, b, c] })
  expect(await queueOf('pause')).toMatchObject({ held: true, active: [a], waiting: [d, b, c] })
  expect(await host.api.runs.get({ run: a })).toMatchObject({ state: 'paused' })
  expect(await queueOf('resume')).toMatchObject({ held: false })
  await inState(host, a, 'running')
  await queueOf('pause', 'a', '--keep-place')
  expect(await host.api.runs.get({ run: a })).toMatchObject({ state: 'paused', keepsPlace: true })
  await queueOf('resume', 'a')
  await queueOf('at-once', '2')
  await inState(host, d, 'running')
  await queueOf('stop', 'd')
  await inState(host, d, 'stopped')
  await queueOf('stop', '--waiting')
  for (const run of [a, b, c]) await inState(host, run, 'stopped')

  for (const [args, words] of [
    [['--json', 'next', 'a'], /“next” stands behind an option/],
    [['move', 'a', '1'], /Only a run that waits can be next/],
    [['move', 'a', '0'], /“0” is no place in the queue/],
    [['next', 'nobody'], /There is no run “nobody”/],
    [['at-once', '65'], /from 1 to 64, not “65”/],
    [['pause', 'a'], /is stopped/],
    [['pause', '--keep-place'], /needs a run/],
    [['stop', 'a', '--waiting'], /exclude each other/],
  ] as const) {
    const { status, stderr } = await saccade(['queue', ...args])
    expect([status, stderr]).toEqual([2, expect.stringMatching(words)])
  }
})

test('none of several runs is put first where one of them does not wait', async () => {
  const host = scripted.start()
  const [a = '', b = '', c = ''] = await create(host, ...['a', 'b', 'c'].map((name) => configuration(name, 1_000_000)))
  await inState(host, a, 'running')
  const refused = await saccade(['queue', 'next', 'a', 'c'])
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringMatching(/Only a run that waits can be next/)])
  expect(await host.api.queue.get()).toMatchObject({ waiting: [b, c] })
})

test('beside a training of a terminal, which takes all with it when it ends, nothing else is let go on', async () => {
  const earlier = scripted.start()
  await earlier.api.queue.set({ held: true })
  const [waits = ''] = await create(earlier, configuration('waits'))
  await earlier.close()
  const host = scripted.start({ mode: 'command line', startQueued: false })
  const [own = ''] = await create(host, configuration('own', 1_000_000))
  await inState(host, own, 'running')
  const refused = await saccade(['queue', 'resume', 'waits'])
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringMatching(/No Saccade is there that would train/)])
  await queueOf('pause', 'own')
  await queueOf('resume', 'own')
  await inState(host, own, 'running')
  const all = await saccade(['queue', 'resume'])
  expect([all.status, all.stderr]).toEqual([0, expect.stringMatching(/starts when the window or `saccade serve` does/)])
  await host.api.runs.stop({ run: own })
  await inState(host, own, 'stopped')
  expect(await host.api.runs.get({ run: waits })).toMatchObject({ state: 'queued' })
})

/** Something that listens where the host of a data folder said that it does. */
async function listening(folder: string, answer: (socket: net.Socket) => void): Promise<net.Server> {
  fs.mkdirSync(folder, { recursive: true })
  const socket = path.join(folder, 'other.sock')
  const server = net.createServer(answer).listen(socket)
  await once(server, 'listening')
  fs.writeFileSync(path.join(folder, 'host.json'), JSON.stringify({ pid: 1, since: 1, mode: 'served', socket }))
  return server
}

test.skipIf(process.platform === 'win32')('a host that ends before it answers is told of in words', async () => {
  const folder = path.join(files, 'ending')
  const server = await listening(folder, (socket) => socket.once('data', () => socket.destroy()))
  const { status, stderr } = await saccade(['tag', 'one', '--add', 'first'], folder)
  expect([status, stderr]).toEqual([1, expect.stringMatching(/ended before it answered\n.*Look whether it was done/)])
  server.close()
})

test.skipIf(process.getuid?.() !== 0)('a socket of another user is not talked to', async () => {
  const folder = path.join(files, 'others')
  let asked = 0
  const server = await listening(folder, (socket) => {
    asked += 1
    socket.destroy()
  })
  fs.chownSync(path.join(folder, 'other.sock'), 12_345, 12_345)
  expect(await saccade(['queue', 'at-once', '2'], folder)).toMatchObject({ status: 0 })
  expect(asked).toBe(0)
  server.close()
})

test('without a host the stored queue is changed, and nothing trains', async () => {
  const host = scripted.start({ concurrency: 1 })
  await host.api.queue.set({ held: true })
  const [a = '', b = ''] = await create(host, configuration('a'), configuration('b'))
  await host.close()
  expect(await queueOf('next', 'b')).toMatchObject({ held: true, active: [], waiting: [b, a] })
  expect(await queueOf('resume')).toMatchObject({ held: false, waiting: [b, a] })
  expect(await queueOf('pause')).toMatchObject({ held: true })
  const refused = await saccade(['queue', 'resume', 'a'])
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringMatching(/No Saccade is there that would train/)])
  await queueOf('stop', 'a')
  expect(await queueOf('stop', '--waiting')).toMatchObject({ waiting: [] })
})

test('marks and boards are changed while the window is open, and it hears of them', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration('one', 1_000_000))
  await inState(host, run, 'running')
  const file = path.join(files, 'mine.json')
  fs.writeFileSync(file, JSON.stringify({ name: 'Mine', runs: [{ run }] }))
  const heard: string[] = []
  host.events.on('boards', ({ boards }) => heard.push(...boards.map(({ name }) => name)))
  for (const args of [
    ['tag', 'one', '--add', 'first'],
    ['note', 'one', 'from elsewhere'],
    ['rename', 'one', 'two'],
    ['board', 'save', file],
  ])
    expect(await saccade(args)).toMatchObject({ status: 0, stderr: '' })
  expect(await host.api.runs.get({ run })).toMatchObject({ name: 'two', tags: ['first'], note: 'from elsewhere' })
  expect(heard).toEqual(['Mine'])
  const refused = await saccade(['delete', 'two', '--yes'])
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringMatching(/is running.*\n.*Stop it first/)])
  // To train there is one host; the other says who it is.
  expect(await saccade(['train', '--task', 'copy'])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/in use by/),
  })
})

test.skipIf(process.platform === 'win32')(
  'the socket is the user’s alone, also where the path is too long for one, and is gone with the host',
  async () => {
    const long = path.join(files, 'x'.repeat(120))
    const host = scripted.start({ dataFolder: long })
    const holder: unknown = JSON.parse(fs.readFileSync(path.join(long, 'host.json'), 'utf8'))
    const { socket } = holder as { socket: string }
    expect(Buffer.byteLength(socket)).toBeLessThan(104)
    expect(fs.statSync(socket).mode & 0o777).toBe(0o600)
    expect(await saccade(['queue', 'at-once', '3'], long)).toMatchObject({ status: 0 })
    expect(await host.api.queue.get()).toMatchObject({ atOnce: 3 })
    await host.close()
    expect([fs.existsSync(socket), fs.existsSync(path.dirname(socket))]).toEqual([false, false])
    // Without a place for it there is a host all the same.
    const place = process.env.TMPDIR
    process.env.TMPDIR = path.join(files, 'nowhere')
    try {
      const without = scripted.start({ dataFolder: long })
      expect(await saccade(['queue', 'at-once', '3'], long)).toMatchObject({
        stderr: expect.stringMatching(/in use by/),
      })
      await without.close()
    } finally {
      if (place === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = place
    }
    // What a killed host left of itself keeps nobody from working.
    fs.writeFileSync(path.join(long, 'host.json'), JSON.stringify({ pid: 1, since: 1, mode: 'served', socket }))
    expect(await saccade(['queue', 'at-once', '4'], long)).toMatchObject({ status: 0 })
  },
)

import os from 'node:os'
import { expect, test } from 'vitest'
import type { QueueState } from '../../shared/contract/queue.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { coresEach } from '../../shared/threads.ts'
import type { Host } from '../host.ts'
import { openReadingHost } from '../reading-host.ts'
import { configuration, create, ended, inState, launcher, scripted, until } from '../fixtures/scripted-host.ts'

test('pause holds a run, resume lets it go on, stop ends it with a checkpoint from which it goes on', async () => {
  const host = scripted.start()
  const { runs } = host.api
  const [run = ''] = await create(host, configuration('', 100_000))
  await until(host, run, ({ step }) => step >= 2)
  await runs.pause({ run })
  expect(await inState(host, run, 'paused')).toMatchObject({ state: 'paused' })
  await expect(runs.pause({ run })).rejects.toMatchObject({ code: 'wrong-state' })
  await expect(runs.remove({ runs: [run] })).rejects.toMatchObject({ code: 'wrong-state' })
  await runs.resume({ run })
  await inState(host, run, 'running')
  await runs.stop({ run })
  const stopped = await ended(host, run)
  expect(stopped).toMatchObject({ state: 'stopped', reason: 'stopped by the user' })
  await runs.resume({ run })
  const further = await until(host, run, ({ step }) => step > stopped.step + 1)
  expect(further.state).toBe('running')
})

test('G30: runs queued together have one order everywhere, the last of them first in the list', async () => {
  const host = scripted.start()
  const heard: RunSummary[] = []
  host.events.on('runs', ({ runs }) => heard.push(...runs))
  const names = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
  const created = await create(host, ...names.map((name) => configuration(name, 100_000)))
  const list = await host.api.runs.list()
  expect(list.map(({ name }) => name)).toEqual(names.toReversed())
  expect(list.map(({ run }) => run)).toEqual(created.toReversed())
  expect(list.map(({ queuePosition }) => queuePosition)).toEqual([5, 4, 3, 2, 1, null])
  // What windows hear says where each belongs.
  expect(heard.map(({ name, sequence }) => [name, sequence])).toEqual(
    expect.arrayContaining(names.map((name, index) => [name, index + 1])),
  )
  const reading = openReadingHost({ dataFolder: scripted.dataFolder, launcher })
  expect((await reading.runs.list()).map(({ name }) => name)).toEqual(names.toReversed())
  await reading.close()
})

test('G34: a paused run gives its place to the next one, and goes on first when there is a place again', async () => {
  const host = scripted.start()
  const { runs } = host.api
  const [paused = '', next = '', last = ''] = await create(
    host,
    configuration('', 100_000),
    configuration('', 100_000),
    configuration(),
  )
  await until(host, paused, ({ step }) => step >= 2)
  await runs.pause({ run: paused })
  expect(await runs.get({ run: paused })).toMatchObject({
    state: 'paused',
    keepsPlace: false,
    reason: 'its place is free for the next run',
  })
  await inState(host, next, 'running')
  await expect(runs.resume({ run: paused, checkpoint: 'best' })).rejects.toMatchObject({ code: 'wrong-state' })
  await runs.resume({ run: paused })
  await expect(runs.resume({ run: paused, checkpoint: 'best' })).rejects.toMatchObject({ code: 'wrong-state' })
  await expect(runs.resume({ run: last, checkpoint: 'best' })).rejects.toMatchObject({ code: 'not-found' })
  expect(await runs.get({ run: paused })).toMatchObject({ state: 'queued', queuePosition: 1 })
  expect(await runs.get({ run: last })).toMatchObject({ state: 'queued', queuePosition: 2 })
  await runs.stop({ run: next })
  await inState(host, paused, 'running')
  expect(await runs.get({ run: last })).toMatchObject({ state: 'queued', queuePosition: 1 })
  // The worker stood still for it all the time: it did not start anew.
  expect((await runs.transitions({ run: paused })).map(({ to }) => to)).toEqual([
    'queued',
    'starting',
    'running',
    'paused',
    'queued',
    'running',
  ])
  const { step } = await runs.get({ run: paused })
  await until(host, paused, (now) => now.step > step)
})

test('G34: a paused run that keeps its place lets no other start, and says so', async () => {
  const host = scripted.start()
  const { runs } = host.api
  const [kept = '', next = ''] = await create(host, configuration('', 100_000), configuration())
  await until(host, kept, ({ step }) => step >= 2)
  await runs.pause({ run: kept, keepPlace: true })
  expect(await runs.get({ run: kept })).toMatchObject({
    state: 'paused',
    keepsPlace: true,
    reason: 'keeps its place: queued runs wait for it',
  })
  expect(await runs.get({ run: next })).toMatchObject({ state: 'queued', queuePosition: 1 })
  await runs.resume({ run: kept })
  expect(await runs.get({ run: kept })).toMatchObject({ state: 'running', keepsPlace: false })
  await runs.pause({ run: kept, keepPlace: true })
  await runs.stop({ run: kept })
  expect(await ended(host, next)).toMatchObject({ state: 'finished' })
})

test('G34: a run that was paused and waits can be stopped, and its place in the queue is nobody’s loss', async () => {
  const host = scripted.start()
  const { runs } = host.api
  const [paused = '', next = ''] = await create(host, configuration('', 100_000), configuration('', 100_000))
  await until(host, paused, ({ step }) => step >= 2)
  await runs.pause({ run: paused })
  await inState(host, next, 'running')
  await runs.resume({ run: paused })
  await runs.stop({ run: paused })
  const stopped = await ended(host, paused)
  expect(stopped).toMatchObject({ state: 'stopped', reason: 'stopped by the user', queuePosition: null })
  expect(await runs.get({ run: next })).toMatchObject({ state: 'running' })
  await runs.resume({ run: paused })
  await runs.stop({ run: next })
  expect(await until(host, paused, ({ step }) => step > stopped.step + 1)).toMatchObject({ state: 'running' })
})

test('G34: a run that was paused and waits is still queued after its host closed, and goes on from its checkpoint', async () => {
  const host = scripted.start()
  const { runs } = host.api
  const [paused = '', next = ''] = await create(host, configuration('', 100_000), configuration('', 100_000))
  await until(host, paused, ({ step }) => step >= 2)
  await runs.pause({ run: paused })
  await inState(host, next, 'running')
  await runs.resume({ run: paused })
  await host.close()
  const waiting = scripted.start({ startQueued: false })
  const { step, ...queued } = await waiting.api.runs.get({ run: paused })
  expect(queued).toMatchObject({ state: 'queued', queuePosition: 1 })
  expect(await waiting.api.runs.get({ run: next })).toMatchObject({ state: 'interrupted' })
  await waiting.close()
  const again = scripted.start()
  await until(again, paused, (now) => now.step > step + 1)
  expect((await again.api.runs.transitions({ run: paused })).map(({ to }) => to)).toEqual([
    ...['queued', 'starting', 'running', 'paused', 'queued'],
    ...['starting', 'running'],
  ])
})

/** Endless runs of these names, in a host that trains so many at a time. */
async function endless(atOnce: number, ...names: string[]) {
  const host = scripted.start({ concurrency: atOnce })
  const runs = await create(host, ...names.map((name) => configuration(name, 100_000)))
  await Promise.all(runs.slice(0, atOnce).map((run) => inState(host, run, 'running')))
  return { host, runs, queue: host.api.queue }
}
const waiting = async (host: Host) => (await host.api.queue.get()).waiting

test('six runs are put in another order while two train, and start in it; order and settings outlive the host', async () => {
  const { host, runs, queue } = await endless(2, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = ''] = runs
  const cores = os.availableParallelism()
  expect(await queue.get()).toEqual({
    atOnce: 2,
    held: false,
    cores,
    active: [a, b].map((run) => ({ run, cores: coresEach(cores, 2) })),
    waiting: [c, d, e, f, g, h],
  })
  const heard: QueueState[] = []
  host.events.on('queue', (state) => heard.push(state))
  await queue.order({ runs: [h, a, h, d] }) // one that trains and one that is named twice
  expect(await waiting(host)).toEqual([h, d, c, e, f, g])
  await queue.next({ run: f })
  expect(await waiting(host)).toEqual([f, h, d, c, e, g])
  await expect(queue.next({ run: a })).rejects.toMatchObject({ code: 'wrong-state' })
  await expect(queue.next({ run: 'nobody' })).rejects.toMatchObject({ code: 'not-found' })
  await host.api.runs.stop({ run: a })
  await inState(host, f, 'running')
  expect(await host.api.runs.get({ run: d })).toMatchObject({ queuePosition: 2 })
  await queue.set({ atOnce: 3, held: true })
  await host.close()
  expect(heard.map((state) => state.waiting)).toContainEqual([f, h, d, c, e, g])

  const again = scripted.start({ concurrency: undefined })
  const order = [h, d, c, e, g]
  expect(await again.api.queue.get()).toMatchObject({ atOnce: 3, held: true, active: [], waiting: order })
  const reading = openReadingHost({ dataFolder: scripted.dataFolder, launcher })
  expect(await reading.queue.get()).toMatchObject({ atOnce: 3, held: true, waiting: order })
  await reading.close()
  await again.api.queue.set({ held: false })
  for (const run of [h, d, c]) await inState(again, run, 'running')
  expect(await waiting(again)).toEqual([e, g])
})

test('more runs at a time start at once, each with its share of the cores; fewer let those that train go on', async () => {
  const { host, runs, queue } = await endless(1, 'a', 'b', 'c')
  const cores = os.availableParallelism()
  await queue.set({ atOnce: 2 })
  await inState(host, runs[1] ?? '', 'running')
  expect((await queue.get()).active).toEqual([
    { run: runs[0], cores },
    { run: runs[1], cores: coresEach(cores, 2) },
  ])
  await queue.set({ atOnce: 1 })
  await host.api.runs.stop({ run: runs[0] ?? '' })
  await ended(host, runs[0] ?? '')
  expect(await queue.get()).toMatchObject({ active: [{ run: runs[1] }], waiting: [runs[2]] })
})

test('pausing all holds the queue; a paused run may go on in it, and going on with all lets those that were paused go first', async () => {
  const { host, runs, queue } = await endless(2, 'a', 'b', 'c')
  const [a = '', b = '', c = ''] = runs
  await queue.pauseAll()
  const states = async () => Promise.all(runs.map(async (run) => (await host.api.runs.get({ run })).state))
  expect(await states()).toEqual(['paused', 'paused', 'queued'])
  expect(await queue.get()).toMatchObject({ held: true, active: [{ run: a }, { run: b }], waiting: [c] })
  expect(await host.api.runs.get({ run: a })).toMatchObject({ keepsPlace: false })
  await host.api.runs.resume({ run: b })
  expect(await states()).toEqual(['paused', 'running', 'queued'])
  const [late = ''] = await create(host, configuration('d', 100_000))
  expect(await host.api.runs.get({ run: late })).toMatchObject({ state: 'queued', queuePosition: 2 })
  await queue.resumeAll()
  expect(await states()).toEqual(['running', 'running', 'queued'])
  expect(await queue.get()).toMatchObject({ held: false })

  // No place is lost while it is held; where it alone goes on, those that wait take the places.
  await queue.pauseAll()
  expect(await states()).toEqual(['paused', 'paused', 'queued'])
  await queue.set({ held: false })
  await inState(host, c, 'running')
  expect(await states()).toEqual(['paused', 'paused', 'running'])
})

test('what is paused in a held queue waits before all others when its host has ended, and goes on first', async () => {
  const { host, runs, queue } = await endless(2, 'a', 'b', 'c')
  await Promise.all(runs.slice(0, 2).map((run) => until(host, run, ({ step }) => step >= 2)))
  await queue.pauseAll()
  await host.close()
  const again = scripted.start({ concurrency: 2 })
  expect(await again.api.queue.get()).toMatchObject({ held: true, active: [], waiting: runs })
  await again.api.queue.resumeAll()
  for (const run of runs.slice(0, 2)) await until(again, run, ({ step }) => step > 2)
  expect(await again.api.queue.get()).toMatchObject({ held: false, waiting: runs.slice(2) })
})

test('one that is being prepared is paused with all others before its first step', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration('', 100_000))
  expect(await host.api.runs.get({ run })).toMatchObject({ state: 'starting' })
  await host.api.queue.pauseAll()
  expect(await inState(host, run, 'paused')).toMatchObject({ step: 0 })
})

test('one that is being prepared can be stopped while a pause of all waits for it', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration('', 100_000))
  const pausing = host.api.queue.pauseAll()
  await host.api.queue.stopAll({ waiting: false })
  await pausing
  expect(await ended(host, run)).toMatchObject({ state: 'stopped' })
})

test('going on with all takes back a pause that one being prepared has not come to', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration('', 100_000))
  const pausing = host.api.queue.pauseAll()
  await host.api.queue.resumeAll()
  await pausing
  await until(host, run, ({ step }) => step >= 2)
  expect(await host.api.runs.get({ run })).toMatchObject({ state: 'running' })
})

test('stopping all stops what trains, and what waits only where that is asked for', async () => {
  const { host, runs, queue } = await endless(1, 'a', 'b', 'c')
  const [a = '', b = '', c = ''] = runs
  await queue.stopAll({ waiting: false })
  expect(await ended(host, a)).toMatchObject({ state: 'stopped' })
  await inState(host, b, 'running')
  await host.api.runs.pause({ run: b })
  await inState(host, c, 'running')
  await host.api.runs.resume({ run: b }) // waits beside its worker
  await create(host, configuration('d', 100_000))
  await queue.stopAll({ waiting: true })
  for (const { run } of await host.api.runs.list()) expect(await ended(host, run)).toMatchObject({ state: 'stopped' })
  expect(await queue.get()).toMatchObject({ waiting: [] })
})

test('a held queue is no matter of one who trains from the command line', async () => {
  const host = scripted.start()
  await host.api.queue.set({ held: true })
  await host.close()
  const alone = scripted.start({ startQueued: false })
  const [run = ''] = await create(alone, configuration())
  expect(await ended(alone, run)).toMatchObject({ state: 'finished' })
})

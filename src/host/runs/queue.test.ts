import { expect, test } from 'vitest'
import type { RunSummary } from '../../shared/contract/runs.ts'
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
  host.events.on('run', (summary) => heard.push(summary))
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

import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { DecodingMethod } from '../shared/contract/decoding.ts'
import type { RunTranslateRequest } from '../shared/contract/run-service.ts'
import { createHost } from './host.ts'
import { openReadingHost } from './reading-host.ts'
import { openDatabase } from './storage/database.ts'
import { getRun, insertRun, moveRun } from './storage/runs.ts'
import { parseConfiguration } from '../shared/config/check.ts'
import { configuration, create, ended, launcher, scripted, until } from './fixtures/scripted-host.ts'

test('F24: renaming counts characters as training does', async () => {
  const host = scripted.start({ startQueued: false })
  const [run = ''] = await create(host, configuration('😀'.repeat(200)))
  await host.api.runs.rename({ runs: [run], name: ` ${'🦊'.repeat(200)}\u0085` })
  expect(await host.api.runs.get({ run })).toMatchObject({ name: '🦊'.repeat(200) })
  await expect(host.api.runs.rename({ runs: [run], name: 'x'.repeat(201) })).rejects.toMatchObject({
    code: 'bad-usage',
  })
})

test('a run goes from the queue to its end, and everything it reported is there', async () => {
  const host = scripted.start()
  const heard: string[] = []
  host.events.onAny(({ name }) => heard.push(name))
  const [run = ''] = await create(host, configuration())
  const end = await ended(host, run)
  expect(end).toMatchObject({
    state: 'finished',
    step: 6,
    reason: 'all steps done',
    parameters: 7,
    queuePosition: null,
  })
  // The NaN of step 4 is kept, but it is not the best.
  expect(end.best).toEqual({ metric: 'valid/loss', step: 6, value: 1 / 6 })
  const [series] = await host.api.runs.metrics({ runs: [run], metrics: ['valid/loss'], points: 0 })
  expect([...series!.steps]).toEqual([2, 4, 6])
  expect([...series!.values]).toEqual([1 / 2, NaN, 1 / 6])
  expect((await host.api.runs.transitions({ run })).map(({ to }) => to)).toEqual([
    'queued',
    'starting',
    'running',
    'finished',
  ])
  expect(await host.api.runs.snapshots({ runs: [run] })).toMatchObject([
    { steps: [2, 4, 6], sentences: [{ source: ['a'] }] },
  ])
  expect(await host.api.runs.snapshot({ run, step: 5, sentence: 0 })).toMatchObject({ step: 4, text: 'at 4' })
  // Superseded files are gone, the one that a row names is there.
  expect(await host.api.runs.checkpoints({ run })).toEqual([{ step: 6, kind: 'last', bytes: 1 }])
  expect(fs.readdirSync(path.join(scripted.dataFolder, 'runs', run, 'checkpoints'))).toEqual(['step-6.safetensors'])
  expect(new Set(heard)).toEqual(new Set(['runs', 'queue', 'metrics', 'evaluation', 'snapshot']))
})

test('runs wait for each other, and a failing or crashing one does not hold up the next', async () => {
  const host = scripted.start()
  const [failing = '', crashing = '', last = ''] = await create(
    host,
    configuration('fail at 3'),
    configuration('crash at 3'),
    configuration(),
  )
  expect((await host.api.runs.list()).map(({ run, queuePosition }) => [run, queuePosition])).toEqual([
    [last, 2],
    [crashing, 1],
    [failing, null],
  ])
  expect(await ended(host, last)).toMatchObject({ state: 'finished' })
  expect(await ended(host, failing)).toMatchObject({
    state: 'failed',
    reason: 'The loss became NaN at step 3. Lower the learning rate.',
    step: 2,
  })
  const crashed = await ended(host, crashing)
  expect(crashed).toMatchObject({ state: 'interrupted', step: 2, reason: expect.stringContaining('exit code 7') })
  expect((await host.api.runs.log({ run: crashing })).map(({ text }) => text)).toContain('something terrible happened')
})

test('a worker that stops answering is ended, with the reason', async () => {
  const host = scripted.start({ deadlines: { heartbeat: 50, silence: 400, stop: 5000, exit: 1000 } })
  const [run = ''] = await create(host, configuration('hang'))
  expect(await ended(host, run)).toMatchObject({
    state: 'interrupted',
    reason: expect.stringContaining('did not answer'),
  })
})

test('closing lets a run write its checkpoint and marks it; the next host finds the history whole', async () => {
  const first = scripted.start()
  const [run = '', waiting = ''] = await create(first, configuration('', 100_000), configuration())
  await until(first, run, ({ step }) => step >= 2)
  await first.close()
  const second = scripted.start({ startQueued: false })
  expect(await second.api.runs.get({ run })).toMatchObject({
    state: 'interrupted',
    reason: 'the app was closed while it ran',
  })
  expect(await second.api.runs.get({ run: waiting })).toMatchObject({ state: 'queued', queuePosition: 1 })
  const [own = ''] = await create(second, configuration())
  await ended(second, own)
  expect(await second.api.runs.get({ run: waiting })).toMatchObject({ state: 'queued' })
})

test('what a host that was killed left as running becomes interrupted, its half-written files go', async () => {
  scripted.start() // makes the folder
  await scripted.open.pop()?.close()
  const database = openDatabase(path.join(scripted.dataFolder, 'history.sqlite'))
  insertRun(database, { id: 'ra', name: 'a', dataName: 'copy', configuration: parseConfiguration(configuration()) }, 1)
  moveRun(database, 'ra', 'starting', { reason: '', time: 2 })
  moveRun(database, 'ra', 'running', { reason: '', time: 3 })
  database.close()
  const checkpoints = path.join(scripted.dataFolder, 'runs', 'ra', 'checkpoints')
  fs.mkdirSync(checkpoints, { recursive: true })
  fs.writeFileSync(path.join(checkpoints, 'step-5.safetensors.partial'), 'half')

  const reading = openReadingHost({ dataFolder: scripted.dataFolder, launcher })
  expect(await reading.runs.get({ run: 'ra' })).toMatchObject({
    state: 'interrupted',
    reason: 'the app ended while it ran',
  })
  await reading.close()
  const host = scripted.start({ startQueued: false })
  expect(fs.readdirSync(checkpoints)).toEqual([])
  await host.api.runs.resume({ run: 'ra' })
  expect(await ended(host, 'ra')).toMatchObject({ state: 'finished' })
})

test('one host a folder: the second is told who has it, a reader is not kept out', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration())
  expect(() => createHost({ dataFolder: scripted.dataFolder, launcher, mode: 'command line' })).toThrow(
    expect.objectContaining({ code: 'locked', message: expect.stringContaining(`process ${process.pid}`) }),
  )
  const reading = openReadingHost({ dataFolder: scripted.dataFolder, launcher })
  expect((await reading.runs.list()).map((summary) => summary.run)).toEqual([run])
  await reading.close()
  await ended(host, run)
  await host.close()
  scripted.start()
})

test('looking into an empty folder makes nothing', async () => {
  const nowhere = path.join(scripted.dataFolder, 'nowhere')
  const reading = openReadingHost({ dataFolder: nowhere, launcher })
  expect(await reading.runs.list()).toEqual([])
  await reading.close()
  expect(fs.existsSync(nowhere)).toBe(false)
})

test('of several configurations every problem is named, and none is stored', async () => {
  const host = scripted.start()
  const wrong = { ...configuration(), seed: -1, colour: 'red' }
  await expect(create(host, configuration(), wrong)).rejects.toMatchObject({
    code: 'bad-configuration',
    problems: [expect.objectContaining({ path: '2: seed' }), expect.objectContaining({ path: '2: colour' })],
  })
  expect(await host.api.runs.list()).toEqual([])
})

test('questions to a checkpoint share one worker, which is replaced when it was lost', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration())
  await ended(host, run)
  const ask = async () => {
    const [answer] = await host.api.runs.translate({ run, checkpoint: 'last', lines: ['x'], attention: false })
    expect(answer?.output).toEqual(['step-6.safetensors'])
    return Number(answer?.text)
  }
  const pid = await ask()
  expect(await ask()).toBe(pid)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => alive(pid)).toBe(false)
  const answers = await Promise.allSettled([ask(), ask()])
  expect(answers.at(-1)).toMatchObject({ status: 'fulfilled' })
  await expect(
    host.api.runs.translate({ run, checkpoint: 'best', lines: ['x'], attention: false }),
  ).rejects.toMatchObject({ code: 'not-found', hint: expect.stringContaining('step 6') })
})

test('what cannot be decoded is refused before a worker is asked, also without lines', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration('', 6, 'bigru-plain'))
  await ended(host, run)
  const check = (request: Partial<RunTranslateRequest>) =>
    host.api.runs.translate({ run, checkpoint: 'last', lines: [], attention: false, ...request })
  expect(await check({})).toEqual([])
  await expect(check({ checkpoint: 999 })).rejects.toMatchObject({ code: 'not-found' })
  const score = (checkpoint: 'last' | number, lines: string[]) =>
    host.api.runs.scoreReferences({ run, checkpoint, lines, targets: [] })
  expect(await score('last', [])).toEqual([])
  await expect(score(999, [])).rejects.toMatchObject({ code: 'not-found' })
  await expect(score('last', ['a'])).rejects.toMatchObject({ code: 'bad-usage' })
  const beam = { kind: 'beam' as const, size: 2, best: 1, lengthPenalty: 0, coveragePenalty: 0 }
  expect(await check({ decoding: beam })).toEqual([])
  // A window of another version may ask for anything.
  const refused = (decoding: object) => expect(check({ decoding: decoding as DecodingMethod })).rejects
  await refused({ ...beam, best: 3 }).toMatchObject({ code: 'bad-usage', problems: [{ path: 'decoding.best' }] })
  await refused({ kind: 'luck' }).toMatchObject({ code: 'bad-usage', problems: [{ path: 'decoding.kind' }] })
  await refused({ ...beam, coveragePenalty: 0.2 }).toMatchObject({
    code: 'bad-usage',
    message: expect.stringContaining('attention'),
  })
})

test('a checkpoint that was tampered with keeps the run from going on, and is left alone', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration('crash at 3'))
  await ended(host, run)
  const file = path.join(scripted.dataFolder, 'runs', run, 'checkpoints', 'step-2.safetensors')
  fs.writeFileSync(file, 'something else')
  await host.api.runs.resume({ run })
  expect(await until(host, run, ({ state }) => state === 'failed')).toMatchObject({
    reason: expect.stringContaining('has 14 bytes instead of 1'),
  })
  expect(fs.readFileSync(file, 'utf8')).toBe('something else')
})

test('removing a run takes its rows and files', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration())
  await ended(host, run)
  const removed: string[] = []
  host.events.on('removed', ({ runs }) => removed.push(...runs))
  await host.api.runs.remove({ runs: [run] })
  expect(removed).toEqual([run])
  expect(fs.existsSync(path.join(scripted.dataFolder, 'runs', run))).toBe(false)
  await expect(host.api.runs.get({ run })).rejects.toMatchObject({ code: 'not-found' })
})

test('a history that cannot be written any more fails the run and spares the host', async () => {
  const host = scripted.start()
  const [run = ''] = await create(host, configuration('', 100_000))
  await until(host, run, ({ step }) => step >= 2)
  const other = openDatabase(path.join(scripted.dataFolder, 'history.sqlite'))
  // Stands for a disk that refuses: a rule that no new evaluation may be stored.
  other.exec("CREATE TRIGGER refuse BEFORE INSERT ON evaluation BEGIN SELECT raise(ABORT, 'refused'); END")
  other.close()
  expect(await ended(host, run)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('The history cannot be written: refused (SQLITE_CONSTRAINT_TRIGGER)'),
  })
  const database = openDatabase(path.join(scripted.dataFolder, 'history.sqlite'), { readonly: true })
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(getRun(database, run).state).toBe('failed')
  database.close()
})

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

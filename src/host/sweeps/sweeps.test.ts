import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../shared/config/assign.ts'
import { openReadingHost } from '../reading-host.ts'
import { RATE, finished, rated, sweepUntil } from '../fixtures/rated-sweep.ts'
import { configuration, create, inState, launcher, scripted, until } from '../fixtures/scripted-host.ts'

test('a sweep trains every run once, knows its best, and its runs know it', async () => {
  const host = scripted.start({ concurrency: 2 })
  const { sweeps, runs } = host.api
  const { id } = await sweeps.create({ sweep: rated([0.1, 0.3, 0.2], { seeds: [1, 2] }) })
  const done = await finished(host, id)
  expect(done).toMatchObject({
    name: 'rated',
    reason: 'all runs are done',
    runs: 6,
    counts: { finished: 6, waiting: 0 },
    steps: { done: 36, planned: 36 },
    metric: { name: 'valid/loss', better: 'lower' },
    varied: [RATE, 'seed'],
  })
  expect(done.best).toMatchObject({ label: 'learningRate 0.1 · seed 1', step: 6 })
  const list = await runs.list()
  expect(list.every(({ sweep, state }) => sweep === id && state === 'finished')).toBe(true)
  expect(list.at(-1)?.name).toBe('rated · learningRate 0.1 · seed 1')
  // Which a host that only looks tells as well.
  const reading = openReadingHost({ dataFolder: scripted.dataFolder, launcher })
  expect((await reading.sweeps.get({ sweep: id })).plan.map(({ number, label }) => [number, label])).toContainEqual([
    5,
    'learningRate 0.3 · seed 2',
  ])
  await reading.close()
  // Nothing of one that cannot be trained is stored.
  const clash = { axes: [{ kind: 'grid', settings: { [RATE]: [0.1, -1] } }] }
  await expect(sweeps.create({ sweep: rated([], clash) })).rejects.toMatchObject({ code: 'bad-configuration' })
  expect((await runs.list()).length).toBe(6)
})

test('halving lets the best go on, writes down why, and ends with one that is trained', async () => {
  const host = scripted.start()
  const { sweeps, runs } = host.api
  const rates = [0.5, 0.9, 0.2, 0.7, 0.1, 0.8, 0.3, 0.6, 0.4]
  const stopping = { kind: 'halving', eta: 3, least: 2 }
  const { id } = await sweeps.create({ sweep: rated(rates, { stopping }, 8) })
  const done = await finished(host, id)
  const { plan, decisions, rungs } = await sweeps.get({ sweep: id })
  expect(rungs).toEqual([2, 6])
  expect(plan.filter(({ state }) => state === 'finished').map(({ label }) => label)).toEqual(['learningRate 0.1'])
  expect(done.counts).toMatchObject({ finished: 1, halted: 8, failed: 0 })
  // One at a time, everything is decided in the order of the sweep. The third is better than the first two; the fifth better
  // than all, and of six the third is still among the best two.
  const told = decisions.map(({ number, rung, verdict }) => `${rates[number - 1] ?? ''} ${verdict} ${rung}`)
  expect(told).toEqual([
    '0.5 waits 0',
    '0.9 waits 0',
    '0.2 goes on 0',
    '0.2 waits 1',
    '0.7 waits 0',
    '0.1 goes on 0',
    '0.1 waits 1',
    '0.8 waits 0',
    '0.3 waits 0',
    '0.6 waits 0',
    '0.4 waits 0',
    '0.3 goes on 0',
    '0.3 waits 1',
    '0.1 goes on 1',
  ])
  // By another rule they would mean something else.
  const otherRules: JsonObject[] = [{ stopping: { ...stopping, eta: 2 } }, { stopping, metric: { name: 'train/loss' } }]
  for (const other of otherRules)
    await expect(sweeps.extend({ id, sweep: rated(rates, other, 8) })).rejects.toMatchObject({ code: 'wrong-state' })
  expect(done.steps.done).toBe(6 * 2 + 2 * 6 + 8)
  const halted = plan.find(({ label }) => label === 'learningRate 0.5')
  expect(await runs.get({ run: halted?.run ?? '' })).toMatchObject({
    state: 'stopped',
    step: 2,
    reason: /waits at rung 1/,
  })
  // One that waits can be let go on by hand all the same, to its end.
  await runs.resume({ run: halted?.run ?? '' })
  await inState(host, halted?.run ?? '', 'finished')
})

test('what was decided is not decided anew by another host, and no run is done twice', async () => {
  const rates = [0.5, 0.9, 0.2, 0.7, 0.1, 0.8]
  const stopping = { kind: 'halving', eta: 3, least: 2 }
  const first = scripted.start()
  const { id } = await first.api.sweeps.create({ sweep: rated(rates, { stopping }, 8) })
  await sweepUntil(first, id, ({ counts }) => counts.halted >= 3)
  await first.close()
  const second = scripted.start()
  const before = (await second.api.sweeps.get({ sweep: id })).decisions
  const done = await finished(second, id)
  const { decisions, plan } = await second.api.sweeps.get({ sweep: id })
  expect(decisions.slice(0, before.length)).toEqual(before)
  expect(done.counts).toMatchObject({ finished: 1, halted: 5 })
  expect(plan.find(({ state }) => state === 'finished')?.label).toBe('learningRate 0.1')
  expect((await second.api.runs.list()).length).toBe(6)
  // Each began once, and once more for each time that it was cut off or had halted and was let go on.
  for (const { number, run } of plan) {
    const moves = await second.api.runs.transitions({ run: run ?? '' })
    const own = decisions.filter((one) => one.number === number)
    const promoted = own.filter(({ verdict }, index) => verdict === 'goes on' && own[index - 1]?.verdict === 'waits')
    const times = (to: string) => moves.filter((move) => move.to === to).length
    expect(times('running')).toBeLessThanOrEqual(1 + promoted.length + times('interrupted'))
  }
})

test('the median rule stops what is worse than the others, once enough of them are there', async () => {
  const host = scripted.start()
  const { sweeps, runs } = host.api
  const { id } = await sweeps.create({
    sweep: rated([0.1, 0.2, 0.9, 0.15], { stopping: { kind: 'median', runs: 2, least: 2 } }, 8),
  })
  await finished(host, id)
  const { plan, decisions } = await sweeps.get({ sweep: id })
  expect(plan.map(({ state, step }) => [state, step])).toEqual([
    ['finished', 8],
    ['finished', 8],
    ['stopped', 2],
    ['finished', 8],
  ])
  expect(decisions.filter(({ verdict }) => verdict === 'stops')).toMatchObject([{ number: 3, step: 2, among: 3 }])
  // A stopped run that somebody wants to see goes on to its end.
  const stopped = plan[2]?.run ?? ''
  await runs.resume({ run: stopped })
  await inState(host, stopped, 'finished')
})

test('a sweep that is paused or stopped starts nothing, and goes on with all that it has not done', async () => {
  const host = scripted.start()
  const { sweeps, runs } = host.api
  const { id } = await sweeps.create({ sweep: rated([0.1, 0.2, 0.3], {}, 80) })
  await sweepUntil(host, id, ({ counts }) => counts.training === 1)
  await until(host, (await runs.list()).at(-1)?.run ?? '', ({ step }) => step >= 2)
  await expect(sweeps.remove({ sweep: id })).rejects.toMatchObject({ code: 'wrong-state' })
  const [other = ''] = await create(host, configuration())
  await sweeps.pause({ sweep: id })
  expect(await sweeps.get({ sweep: id })).toMatchObject({
    state: 'paused',
    counts: { paused: 1, waiting: 2, training: 0 },
  })
  // Other runs are not kept from training by that, and take the place. One of the sweep would wait for nothing.
  await inState(host, other, 'finished')
  const ofSweep = (await sweeps.get({ sweep: id })).plan[1]?.run ?? ''
  await expect(runs.resume({ run: ofSweep })).rejects.toMatchObject({ code: 'wrong-state', message: /paused/ })
  expect(await sweeps.resume({ sweep: id })).toMatchObject({ state: 'running' })
  await sweepUntil(host, id, ({ counts }) => counts.training === 1)
  // What has not taken effect yet is taken back.
  const pausing = sweeps.pause({ sweep: id })
  await sweeps.resume({ sweep: id })
  await pausing
  await sweeps.stop({ sweep: id })
  await sweeps.resume({ sweep: id })
  await sweepUntil(host, id, ({ counts }) => counts.training === 1 && counts.stopped === 0)
  await sweeps.stop({ sweep: id })
  const stopped = await sweepUntil(host, id, ({ counts }) => counts.stopped === 3)
  expect(stopped.state).toBe('stopped')
  expect((await host.api.queue.get()).waiting).toEqual([])
  // An extended one goes on as well, with what it had and what is new.
  const wider = await sweeps.extend({ id, sweep: rated([0.1, 0.2, 0.3, 0.4], {}, 80) })
  expect(wider).toMatchObject({ state: 'running', runs: 4 })
  expect((await finished(host, id)).steps.done).toBe(320)
  // Once it is done it can be forgotten, and its runs stay.
  await sweeps.remove({ sweep: id })
  expect(await sweeps.list()).toEqual([])
  expect((await runs.list()).filter(({ sweep }) => sweep !== undefined)).toEqual([])
  expect((await runs.list()).length).toBe(5)
})

test('a sweep is paused, or stopped, while its run only starts', async () => {
  const host = scripted.start()
  const { sweeps } = host.api
  for (const [deed, reached] of [
    ['pause', 'paused'],
    ['stop', 'stopped'],
  ] as const) {
    const { id } = await sweeps.create({ sweep: rated([0.1, 0.2], { name: `rated, to ${deed}` }) })
    const [first, second] = (await sweeps.get({ sweep: id })).plan
    expect([first?.state, second?.state]).toEqual(['starting', 'queued'])
    expect((await sweeps[deed]({ sweep: id })).state).toBe(reached)
    await inState(host, first?.run ?? '', reached)
    const held = await sweeps.get({ sweep: id })
    expect(held.steps.done).toBeLessThan(6)
    expect(held.plan[1]?.state).toBe(deed === 'pause' ? 'queued' : 'stopped')
    await sweeps.resume({ sweep: id })
    expect((await finished(host, id)).steps.done).toBe(12)
  }
})

test('a run that was told to go on does so after a kill, one cut off at its end has ended, and what cannot be read harms nothing', async () => {
  const first = scripted.start()
  const stopping = { kind: 'halving', eta: 2, least: 4 }
  const { id } = await first.api.sweeps.create({ sweep: rated([0.1, 0.2], { stopping }, 8) })
  expect(await finished(first, id)).toMatchObject({ counts: { finished: 1, halted: 1 } })
  const lost = await first.api.sweeps.create({ sweep: rated([0.3]) })
  await finished(first, lost.id)
  await first.close()
  const history = new Sqlite(path.join(scripted.dataFolder, 'history.sqlite'))
  // As a kill leaves them: between the decision that a run goes on and its going on, and between a decision and the end.
  history.exec(`
    UPDATE sweep SET state = 'running';
    UPDATE sweep_run SET held = 1 WHERE sweep = '${id}' AND number = 1;
    UPDATE run SET state = 'stopped' WHERE sweep = '${id}' AND sweep_number = 1;
    UPDATE run SET state = 'interrupted' WHERE sweep = '${id}' AND sweep_number = 2;
    UPDATE sweep SET sweep_json = '{' WHERE id = '${lost.id}';
    UPDATE run SET state = 'queued', queue_order = 0 WHERE sweep = '${lost.id}';
  `)
  history.close()
  const second = scripted.start()
  const { sweeps, runs } = second.api
  expect(await finished(second, id)).toMatchObject({
    reason: 'all runs are done',
    counts: { finished: 1, halted: 1, interrupted: 0 },
  })
  const [, halted] = (await sweeps.get({ sweep: id })).plan
  expect(halted).toMatchObject({ state: 'stopped', step: 4 })
  const unreadable = (await runs.list()).find(({ sweep }) => sweep === lost.id)
  expect(unreadable?.state).toBe('queued')
  await sweeps.stop({ sweep: lost.id })
  await sweeps.remove({ sweep: lost.id })
  expect((await sweeps.list()).map((sweep) => sweep.id)).toEqual([id])
})

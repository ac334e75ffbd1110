import { expect, test } from 'vitest'
import { RATE, finished, rated, sweepUntil } from '../fixtures/rated-sweep.ts'
import { scripted } from '../fixtures/scripted-host.ts'

test('an extended sweep trains what is new and nothing again; failed runs are tried again when that is asked for', async () => {
  const host = scripted.start()
  const { sweeps } = host.api
  const sweep = rated([0.1, 0.2], { name: 'fail at 3' })
  const { id } = await sweeps.create({ sweep })
  expect(await finished(host, id)).toMatchObject({ reason: '2 failed', counts: { failed: 2 } })
  await sweeps.resume({ sweep: id })
  expect(await finished(host, id)).toMatchObject({ counts: { failed: 2 } })
  const wider = await sweeps.extend({ id, sweep: rated([0.2, 0.3], { seeds: [1, 2] }) })
  expect(wider).toMatchObject({ runs: 5, name: 'rated', state: 'running' })
  expect(await finished(host, id)).toMatchObject({ counts: { failed: 2, finished: 3 } })
  const { plan } = await sweeps.get({ sweep: id })
  expect(plan.map(({ label }) => label)).toEqual([
    'learningRate 0.1',
    'learningRate 0.2 · seed 1', // as the sweep says it now
    'learningRate 0.3 · seed 1',
    'learningRate 0.2 · seed 2',
    'learningRate 0.3 · seed 2',
  ])
  await sweeps.resume({ sweep: id, failed: true })
  const again = await sweepUntil(host, id, ({ state, counts }) => state === 'finished' && counts.failed === 2)
  expect(again.counts.finished).toBe(3)
  // What it had before it was extended stays told apart.
  expect(again.varied).toEqual([RATE, 'seed'])
  const batches = { axes: [{ kind: 'grid', settings: { 'training.batchSize': [8] } }] }
  expect((await sweeps.extend({ id, sweep: rated([], batches) })).varied).toEqual(['training.batchSize', RATE, 'seed'])
  // Another sweep is none of its extensions.
  const before = await sweeps.get({ sweep: id })
  await expect(sweeps.extend({ id, sweep: rated([0.9], {}, 7) })).rejects.toMatchObject({ code: 'wrong-state' })
  expect((await sweeps.get({ sweep: id })).sweep).toEqual(before.sweep)
})

test('a budget of steps is never exceeded and says so; more steps let the others go on', async () => {
  const host = scripted.start({ concurrency: 2 })
  const { sweeps } = host.api
  const sweep = rated([0.1, 0.2, 0.3, 0.4], { budget: { steps: 15, atOnce: 1 } })
  const { id } = await sweeps.create({ sweep })
  let most = 0
  host.events.on('sweeps', (event) => (most = Math.max(most, ...event.sweeps.map(({ counts }) => counts.training))))
  const spent = await finished(host, id)
  expect(spent).toMatchObject({
    reason: 'the steps of its budget are spent',
    counts: { finished: 2, stopped: 2 },
    steps: { done: 12 },
  })
  expect(most).toBeLessThan(2)
  await sweeps.extend({ id, sweep: rated([0.1, 0.2, 0.3, 0.4], { budget: { steps: 100 } }) })
  expect(await finished(host, id)).toMatchObject({ counts: { finished: 4 } })
})

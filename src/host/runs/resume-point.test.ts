import path from 'node:path'
import { expect, test } from 'vitest'
import { configuration, create, ended, scripted, until } from '../fixtures/scripted-host.ts'
import { openDatabase } from '../storage/database.ts'

test('a run that ended before its first evaluation begins anew, whether its last checkpoint is named or not', async () => {
  const host = scripted.start()
  let trained = 0
  host.events.on('runs', ({ runs }) => (trained += runs.filter(({ state }) => state === 'running').length))
  const [run = ''] = await create(host, configuration('crash at 1'))
  const crashed = async () => {
    expect(await ended(host, run)).toMatchObject({ state: 'interrupted', step: 0 })
    return trained
  }
  const first = await crashed()
  for (const wish of [{}, { checkpoint: 'last' as const }]) {
    const before = trained
    await host.api.runs.resume({ run, ...wish })
    expect(await crashed()).toBe(before + first)
  }
  await expect(host.api.runs.resume({ run, checkpoint: 'best' })).rejects.toMatchObject({ code: 'not-found' })
})

test('a run that was evaluated and has no last checkpoint any more is refused: what it stored would be trained over', async () => {
  const earlier = scripted.start()
  const [run = ''] = await create(earlier, configuration('', 100_000))
  await until(earlier, run, ({ step }) => step >= 4)
  await earlier.api.runs.stop({ run })
  const { step } = await ended(earlier, run)
  await earlier.close()
  const database = openDatabase(path.join(scripted.dataFolder, 'history.sqlite'))
  database.prepare('DELETE FROM checkpoint WHERE run = ?').run(run)
  database.close()

  const host = scripted.start()
  for (const wish of [{}, { checkpoint: 'last' as const }]) {
    await expect(host.api.runs.resume({ run, ...wish })).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('Its checkpoints were deleted'),
    })
  }
  expect(await host.api.runs.get({ run })).toMatchObject({ state: 'stopped', step })
})

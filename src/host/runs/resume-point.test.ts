import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { configuration, create, ended, scripted, until } from '../fixtures/scripted-host.ts'
import { putCheckpoints } from '../storage/checkpoints.ts'
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
  expect(first).toBeGreaterThan(0)
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
  // As of one whose deciding metric was never a number.
  database.prepare('UPDATE run SET best_step = NULL, best_value = NULL WHERE id = ?').run(run)
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

test('a run of which only the best checkpoint is there says so, and goes on from that one', async () => {
  const earlier = scripted.start()
  const [run = ''] = await create(earlier, configuration('', 100_000))
  await until(earlier, run, ({ step }) => step >= 8)
  await earlier.api.runs.stop({ run })
  const stopped = await ended(earlier, run)
  await earlier.close()
  const file = 'best.safetensors'
  fs.writeFileSync(path.join(scripted.dataFolder, 'runs', run, 'checkpoints', file), '4')
  const database = openDatabase(path.join(scripted.dataFolder, 'history.sqlite'))
  database.prepare('DELETE FROM checkpoint WHERE run = ?').run(run)
  putCheckpoints(database, run, [{ kind: 'best', step: 4, file, bytes: 1 }])
  database.close()

  const host = scripted.start()
  await expect(host.api.runs.resume({ run })).rejects.toMatchObject({
    code: 'not-found',
    hint: expect.stringContaining(`saccade resume ${run} --checkpoint best`),
  })
  const back = new Promise((resolve) => host.events.on('wentBack', resolve))
  await host.api.runs.resume({ run, checkpoint: 'best' })
  expect(await back).toEqual({ run, step: 4 })
  await until(host, run, ({ step }) => step > stopped.step)
})

import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { configuration, create, ended, scripted, until } from '../fixtures/scripted-host.ts'
import { putCheckpoints } from '../storage/checkpoints.ts'
import { openDatabase } from '../storage/database.ts'

test('windows are told when a run goes on from an earlier step than it had come to, once that is stored', async () => {
  const earlier = scripted.start()
  const [run = ''] = await create(earlier, configuration('', 100_000))
  await until(earlier, run, ({ step }) => step >= 8)
  await earlier.api.runs.stop({ run })
  await ended(earlier, run)
  await earlier.close()
  const file = 'best.safetensors'
  fs.writeFileSync(path.join(scripted.dataFolder, 'runs', run, 'checkpoints', file), '4')
  const database = openDatabase(path.join(scripted.dataFolder, 'history.sqlite'))
  putCheckpoints(database, run, [{ kind: 'best', step: 4, file, bytes: 1 }])
  database.close()

  const host = scripted.start()
  const stepsThen = new Promise((resolve) => {
    host.events.on('wentBack', (told) => {
      const asked = host.api.runs.metrics({ runs: [run], metrics: ['train/loss'], points: 0 })
      resolve(asked.then(([loss]) => ({ ...told, last: loss?.steps.at(-1) })))
    })
  })
  await host.api.runs.resume({ run, checkpoint: 'best' })
  expect(await stepsThen).toEqual({ run, step: 4, last: 4 })
  // Going on from the last one takes nothing back.
  await host.api.runs.stop({ run })
  await ended(host, run)
  let again = 0
  host.events.on('wentBack', () => again++)
  await host.api.runs.resume({ run })
  await until(host, run, ({ state }) => state === 'running')
  expect(again).toBe(0)
})

import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { configuration, create, ended, inState, scripted } from '../fixtures/scripted-host.ts'

test('what waits is stopped together: all of it or none', async () => {
  const host = scripted.start()
  const [active = '', ...waiting] = await create(host, ...Array.from({ length: 4 }, () => configuration('', 100_000)))
  await inState(host, active, 'running')
  const other = new Sqlite(path.join(scripted.dataFolder, 'history.sqlite'))
  other.exec(`CREATE TRIGGER full BEFORE UPDATE ON run WHEN new.id = '${waiting[2]}' AND new.state = 'stopped'
    BEGIN SELECT RAISE(ABORT, 'full'); END`)
  await expect(host.api.queue.stopAll({ waiting: true })).rejects.toMatchObject({ code: 'storage' })
  expect((await host.api.queue.get()).waiting).toEqual(waiting)
  other.exec('DROP TRIGGER full')
  other.close()
  await host.api.queue.stopAll({ waiting: true })
  for (const run of [active, ...waiting]) expect(await ended(host, run)).toMatchObject({ state: 'stopped' })
})

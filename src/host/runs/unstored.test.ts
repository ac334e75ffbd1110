// A history that takes nothing any more, as on a full disk: what became of a run is known all the same.
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { configuration, create, ended, inState, scripted } from '../fixtures/scripted-host.ts'

const { start } = scripted

/** Lets no run of the history come into another state than `waits`, until it is told to let them again. */
function refuse(): { allow(): void } {
  const other = new Sqlite(path.join(scripted.dataFolder, 'history.sqlite'))
  other.exec("CREATE TRIGGER full BEFORE UPDATE OF state ON run BEGIN SELECT RAISE(ABORT, 'no room'); END")
  return {
    allow() {
      other.exec('DROP TRIGGER full')
      other.close()
    },
  }
}

test('a run that cannot be started is shown as failed with the reason to who looks later, and can be resumed', async () => {
  const host = start()
  const history = refuse()
  const [run = ''] = await create(host, configuration('one'))
  const shown = { state: 'failed', reason: expect.stringContaining('no room'), queuePosition: null }
  expect(await host.api.runs.get({ run })).toMatchObject(shown)
  expect(await host.api.runs.list()).toMatchObject([shown])
  // It waits no longer, though the history still says so.
  expect(await host.api.queue.get()).toMatchObject({ waiting: [] })
  const [behind = ''] = await create(host, configuration('behind'))
  expect(await host.api.runs.get({ run: behind })).toMatchObject({ state: 'queued', queuePosition: 1 })
  await expect(host.api.queue.next({ run })).rejects.toThrow(/no room/)
  await expect(host.api.queue.stopAll({ waiting: true })).rejects.toThrow(/no room/)
  await expect(host.api.runs.resume({ run })).rejects.toThrow(/no room/)
  history.allow()
  await host.api.queue.stopAll({ waiting: true })
  expect(await host.api.runs.get({ run: behind })).toMatchObject({ state: 'stopped' })
  await host.api.runs.resume({ run })
  expect(await ended(host, run)).toMatchObject({ state: 'finished' })
  const states = (await host.api.runs.transitions({ run })).map(({ to }) => to)
  expect(states).toEqual(['queued', 'failed', 'queued', 'starting', 'running', 'finished'])
})

test('the end of a run that cannot be stored is shown, and stored as soon as it can be', async () => {
  const host = start()
  const [run = ''] = await create(host, configuration('one', 100_000))
  await inState(host, run, 'running')
  const history = refuse()
  await host.api.runs.stop({ run })
  await ended(host, run)
  expect(await host.api.runs.list()).toMatchObject([{ run, state: 'stopped', reason: 'stopped by the user' }])
  history.allow()
  await host.close()
  expect(await start().api.runs.get({ run })).toMatchObject({ state: 'stopped', reason: 'stopped by the user' })
})

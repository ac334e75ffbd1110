import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { configuration, create, ended, inState, scripted, until } from '../fixtures/scripted-host.ts'
import { openDatabase } from '../storage/database.ts'
import { writePreference } from '../storage/preferences.ts'
import { createStoredWishes } from './resume-wishes.ts'

test('how a waiting run is to go on outlives the host', () => {
  const database = openDatabase(path.join(scripted.dataFolder, 'history.sqlite'))
  const wishes = createStoredWishes(database, [])
  wishes.put('r1', { checkpoint: 'best', engineChange: true })
  wishes.put('r2', { engineChange: true })
  wishes.put('r3', { checkpoint: 'best' })
  wishes.put('r3', {})
  const later = createStoredWishes(database, ['r1', 'r3'])
  expect(['r1', 'r2', 'r3'].map(later.of)).toEqual([{ checkpoint: 'best', engineChange: true }, {}, {}])
  // What cannot be read is as if nothing had been asked.
  writePreference(database, 'resume wishes', { r1: 7 })
  expect(createStoredWishes(database, ['r1']).of('r1')).toEqual({})
  database.close()
})

test('a run is queued together with how it is to go on, or not at all', async () => {
  const host = scripted.start()
  const { runs } = host.api
  const [run = ''] = await create(host, configuration('', 100_000))
  await until(host, run, ({ step }) => step >= 2)
  await runs.stop({ run })
  await ended(host, run)
  const other = new Sqlite(path.join(scripted.dataFolder, 'history.sqlite'))
  other.exec("CREATE TRIGGER full BEFORE INSERT ON preference BEGIN SELECT RAISE(ABORT, 'full'); END")
  await expect(runs.resume({ run, engineChange: true })).rejects.toMatchObject({ code: 'storage' })
  expect(await runs.get({ run })).toMatchObject({ state: 'stopped' })
  other.exec('DROP TRIGGER full')
  other.close()
  await runs.resume({ run, engineChange: true })
  await inState(host, run, 'running')
})

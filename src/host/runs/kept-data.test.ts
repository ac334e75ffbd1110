import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import type { PreparedInfo } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { layOut, makeDataFolder } from '../folder/data-folder.ts'
import { openDatabase } from '../storage/database.ts'
import { insertRun } from '../storage/runs.ts'
import { createKeptData } from './kept-data.ts'
import { createRunStore } from './run-store.ts'

it('keeps one after the other, and tells the run whose pairs were given up', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-kept-data-'))
  const folder = layOut(root)
  makeDataFolder(folder)
  const database = openDatabase(folder.database)
  const told: string[] = []
  const store = createRunStore({
    ...{ database, folder, now: () => 1 },
    emit: (name, payload) => name === 'log' && 'level' in payload && told.push(`${payload.run}: ${payload.text}`),
    freeReserve: () => undefined,
  })
  const source = { kind: 'moses', trainSource: 'a.en', trainTarget: 'a.de' } as const
  const ids = ['a', 'b', 'c']
  for (const [at, id] of ids.entries()) {
    const configuration = parseConfiguration(composeConfiguration({ source }))
    insertRun(database, { id, name: id, dataName: 'a', configuration }, at)
  }
  const log: string[] = []
  const kept = createKeptData(store, {
    async keepTraining(_, { data: { digest } }) {
      log.push(`${digest} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      log.push(`${digest} ends`)
      if (digest === 'of b') throw new SaccadeError('aborted', 'given up')
      return null
    },
  })
  for (const id of ids) kept.keep(id, { data: { digest: `of ${id}`, bytes: 1 } } as PreparedInfo)
  await kept.settled()
  expect(log).toEqual(ids.flatMap((id) => [`of ${id} begins`, `of ${id} ends`]))
  expect(told).toEqual(['b: Its pairs are not kept as a dataset: that was given up.'])
  database.close()
  fs.rmSync(root, { recursive: true, force: true })
})

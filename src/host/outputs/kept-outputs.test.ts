import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { pairOf } from '../fixtures/pair-output.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { type ValidationPair, columnsOf } from '../../shared/outputs/pair-outputs.ts'
import { layOut, makeDataFolder } from '../folder/data-folder.ts'
import { createRunStore } from '../runs/run-store.ts'
import { openDatabase } from '../storage/database.ts'
import { packPairs, putOutputs } from '../storage/outputs.ts'
import { insertFinishedRun } from '../storage/runs.ts'
import { createKeptOutputs } from './kept-outputs.ts'

test('runs of which as many pairs of a list are kept share one list', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-kept-'))
  const folder = layOut(root)
  makeDataFolder(folder)
  const database = openDatabase(folder.database)
  try {
    const pairs: ValidationPair[] = Array.from({ length: 3000 }, (_, place) => {
      const source = [3, 7, 11, 13].map((by) => `w${(place * place * by) % 997}`)
      return { place, source, target: source, alternatives: [], rarest: 0, unknown: 0 }
    })
    const list = packPairs({ pairs, among: pairs.length })
    const outputs = columnsOf(pairs.map((pair) => pairOf(pair, pair.target, { score: -Math.sqrt(pair.place) })))
    const configuration = parseConfiguration(composeConfiguration({ source: { kind: 'task', task: 'reverse' } }))
    for (const [id, most] of Object.entries({ one: 5000, two: 5000, whole: 1e9 })) {
      insertFinishedRun(database, { id, name: id, dataName: 'd', configuration }, { step: 1, reason: '', time: 1 })
      putOutputs(database, { run: id, step: 1 }, { list, outputs, most })
    }
    const silent = { emit: () => undefined, freeReserve: () => undefined }
    const store = createRunStore({ database, folder, now: () => 1, ...silent })
    const kept = createKeptOutputs(store, () => Promise.reject(new Error('nothing is decoded')))
    const [one, two, whole] = ['one', 'two', 'whole'].map((run) => kept.kept({ run, checkpoint: 1 })?.pairs)
    expect(one?.length).toBeLessThan(pairs.length)
    expect(two).toBe(one)
    expect(whole).toHaveLength(pairs.length)
  } finally {
    database.close()
    fs.rmSync(root, { recursive: true, force: true })
  }
})

import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { type Database, openDatabase } from '../storage/database.ts'
import { readSeries } from '../storage/metrics.ts'
import { insertRun } from '../storage/runs.ts'
import { createStepsWriter } from './steps-writer.ts'

let folder: string
let database: Database
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-steps-'))
  database = openDatabase(path.join(folder, 'history.sqlite'))
  const configuration = parseConfiguration(
    composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
  )
  for (const id of ['a', 'b']) insertRun(database, { id, name: id, dataName: 'reverse', configuration }, 1)
})
afterEach(() => {
  database.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const losses = (run: string) => [...readSeries(database, run, 'train/loss').values]

/** A writer, and what it said of whom. */
function listening() {
  const writer = createStepsWriter(database)
  const told: string[] = []
  return {
    writer,
    told,
    add(run: string, ...values: number[]) {
      writer.add({
        run,
        rows: values.map((loss, i) => ({ step: i + 1, metrics: { 'train/loss': loss } })),
        stored: () => told.push(`${run} stored, ${losses(run).length} there`),
        failed: (error) => told.push(`${run} failed: ${error instanceof Error ? error.message : String(error)}`),
      })
    },
  }
}

test('stores what several runs tell together, and says so when it is there', async () => {
  const { add, told } = listening()
  add('a', 3, NaN)
  add('b', 2)
  expect(losses('a')).toEqual([])
  await sleep(1)
  expect(told).toEqual(['a stored, 2 there', 'b stored, 1 there'])
  expect(losses('a')).toEqual([3, NaN])
})

test('stores at once what must be there before something else', async () => {
  const { writer, add, told } = listening()
  add('a', 3)
  writer.flush()
  expect(losses('a')).toEqual([3])
  await sleep(1)
  expect(told).toHaveLength(1)
})

test('rows that cannot be stored harm no other run', () => {
  const { writer, add, told } = listening()
  add('a', 3)
  add('gone', 1)
  add('b', 2)
  writer.flush()
  expect(told).toEqual(['a stored, 1 there', 'gone failed: FOREIGN KEY constraint failed', 'b stored, 1 there'])
})

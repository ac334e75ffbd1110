import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { PART_ROWS, curveLength, finishParts, readCurve, readRows } from './curve-parts.ts'
import { type Database, openDatabase } from './database.ts'
import { insertMetrics, readSeries } from './metrics.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { deleteRuns, insertRun } from './runs.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-parts-'))
  file = path.join(folder, 'history.sqlite')
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const configuration = parseConfiguration(
  composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
)

function openWithRun(id = 'a'): Database {
  const database = openDatabase(file)
  insertRun(database, { id, name: 'A', dataName: 'reverse', configuration }, 1)
  return database
}

function rows(from: number, count: number, valueAt: (step: number) => number, stride = 1) {
  return Array.from({ length: count }, (_, i) => {
    const step = from + i * stride
    return { step, metrics: { 'train/loss': valueAt(step) } }
  })
}

const partCount = (database: Database) => Number(database.prepare('SELECT count(*) FROM curve_part').pluck().get())

test('whatever is stored in whatever order, the parts with the rows after them are the rows', () => {
  const database = openWithRun()
  const batch = fc.record({
    from: fc.integer({ min: 0, max: 3000 }),
    count: fc.integer({ min: 1, max: 700 }),
    stride: fc.integer({ min: 1, max: 3 }),
    value: fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity)),
  })
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 6 }), fc.boolean(), (batches, ended) => {
      database.exec('DELETE FROM metric; DELETE FROM curve_part')
      for (const { from, count, stride, value } of batches)
        insertMetrics(
          database,
          'a',
          rows(from, count, (step) => value + step, stride),
        )
      if (ended) {
        finishParts(database, 'a')
        // It goes on after all.
        insertMetrics(
          database,
          'a',
          rows(1900, 300, () => 7),
        )
      }
      const metric = Number(database.prepare('SELECT id FROM metric_name').pluck().get())
      const whole = readRows(database, 'a', metric)
      expect(readCurve(database, 'a', metric)).toEqual(whole)
      expect(curveLength(database, 'a', metric)).toBe(whole.steps.length)
    }),
    { numRuns: 60 },
  )
  database.close()
})

test('a long curve is few parts, and a resume that takes rows back is in them', () => {
  const database = openWithRun()
  for (let from = 0; from < 40_000; from += 100)
    insertMetrics(
      database,
      'a',
      rows(from, 100, (step) => step),
    )
  expect(partCount(database)).toBeLessThan(50)
  insertMetrics(
    database,
    'a',
    rows(20_000, 50, () => NaN),
  )
  const { values } = readSeries(database, 'a', 'train/loss')
  expect([19_999, 20_000, 20_049, 20_050].map((step) => values[step])).toEqual([19_999, NaN, NaN, 20_050])
  deleteRuns(database, ['a'])
  expect(partCount(database)).toBe(0)
  database.close()
})

test('what an outer transaction takes back is in no part', () => {
  const database = openWithRun()
  insertMetrics(
    database,
    'a',
    rows(0, 100, () => 1),
  )
  expect(() =>
    database.transaction(() => {
      insertMetrics(
        database,
        'a',
        rows(100, 400, () => 2),
      )
      throw new Error('taken back')
    })(),
  ).toThrow('taken back')
  insertMetrics(
    database,
    'a',
    rows(100, 400, () => 3),
  )
  const { values } = readSeries(database, 'a', 'train/loss')
  expect([values.length, values[100], values[499]]).toEqual([500, 3, 3])
  database.close()
})

/** A history as the version before wrote it. */
function makeOlder(runs: number, steps: number): void {
  const database = openDatabase(file, { migrations: MIGRATIONS.slice(0, 5) })
  database.exec("INSERT INTO metric_name (id, name) VALUES (1, 'train/loss')")
  const put = database.prepare('INSERT INTO metric VALUES (?, 1, ?, ?)')
  database.transaction(() => {
    for (let run = 0; run < runs; run++) {
      insertRun(database, { id: `r${run}`, name: 'A', dataName: 'reverse', configuration }, run)
      for (let step = 0; step < steps; step++) put.run(`r${run}`, step, step % 97 === 0 ? null : Math.sin(step * run))
    }
  })()
  database.close()
}

test('an older history gets its parts, and says how far it is', () => {
  makeOlder(4, 1000)
  const told: string[] = []
  const database = openDatabase(file, { tell: (what) => told.push(what) })
  expect(told).toEqual([1, 2, 3, 4].map((run) => `curves of run ${run} of 4`))
  expect(partCount(database)).toBe(4 * Math.ceil(1000 / PART_ROWS))
  for (const run of ['r0', 'r3']) expect(readCurve(database, run, 1)).toEqual(readRows(database, run, 1))
  database.close()
})

test('a kill in the midst of it leaves the older history whole, and the next start does it again', () => {
  makeOlder(3, 500)
  const source = path.resolve(import.meta.dirname, 'database.ts')
  const program = `
    const { openDatabase } = await import(${JSON.stringify(source)})
    openDatabase(${JSON.stringify(file)}, { tell: (what) => what.includes('run 2') && process.kill(process.pid, 'SIGKILL') })`
  const killed = spawnSync(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
  expect(killed.signal).toBe('SIGKILL')
  const before = openDatabase(file, { migrations: MIGRATIONS.slice(0, 5) })
  expect(before.pragma('user_version', { simple: true })).toBe(5)
  expect(before.prepare('SELECT count(*) FROM metric').pluck().get()).toBe(1500)
  before.close()
  const database = openDatabase(file)
  expect(readCurve(database, 'r2', 1)).toEqual(readRows(database, 'r2', 1))
  expect(partCount(database)).toBe(3 * Math.ceil(500 / PART_ROWS))
  database.close()
})

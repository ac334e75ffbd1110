import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { type Database, openDatabase } from './database.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { windowsOutside } from './migrations/010-windows-outside.ts'
import { insertRun } from './runs.ts'
import { findSnapshot, putSnapshot, snapshotSteps } from './snapshots.ts'
import { listWatched, putWatched } from './watched.ts'
import { packWeights } from './weights.ts'

const configuration = parseConfiguration(
  composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
)

let folder: string
let file: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-snapshots-'))
  file = path.join(folder, 'history.sqlite')
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

function withRun(work: (database: Database) => void): void {
  const database = openDatabase(file)
  insertRun(database, { id: 'a', name: 'A', dataName: 'reverse', configuration }, 1)
  work(database)
  database.close()
}

test('a window that an older version kept has no share that it cuts off, and comes back all the same', () => {
  const older = openDatabase(file, { migrations: MIGRATIONS.slice(0, MIGRATIONS.indexOf(windowsOutside)) })
  insertRun(older, { id: 'a', name: 'A', dataName: 'reverse', configuration }, 1)
  putWatched(older, 'a', [{ index: 0, source: ['x'], reference: [], alignment: null }])
  older.prepare("INSERT INTO snapshot (run, sentence, step, text) VALUES ('a', 0, 5, 'x')").run()
  older
    .prepare(
      `INSERT INTO attention (run, sentence, step, mode, source_json, target_json, layers, heads, weights, centres, reach)
       VALUES ('a', 0, 5, 'free-running', '["x"]', '["y"]', 1, 1, ?, ?, 2)`,
    )
    .run(packWeights(Float32Array.of(1)), packWeights(Float32Array.of(0)))
  older.close()
  const database = openDatabase(file)
  expect(findSnapshot(database, 'a', 0, 5)?.maps[0]?.window).toEqual({ centres: Float32Array.of(0), reach: 2 })
  database.close()
})

describe('snapshots', () => {
  test('any map comes back, its weights to half precision', () => {
    const map = fc
      .record({
        layers: fc.integer({ min: 0, max: 3 }),
        heads: fc.integer({ min: 1, max: 4 }),
        source: fc.array(fc.string(), { minLength: 1, maxLength: 9 }),
        target: fc.array(fc.string(), { maxLength: 9 }),
      })
      .chain((shape) => {
        const count = shape.layers * shape.heads * shape.source.length * shape.target.length
        return fc
          .array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: count, maxLength: count })
          .map((weights) => ({ ...shape, weights: Float32Array.from(weights) }))
      })
      .chain((given) => {
        const count = given.layers * given.target.length
        const centres = fc
          .array(fc.integer({ min: 0, max: 4000 }), { minLength: count, maxLength: count })
          .map((quarters) => Float32Array.from(quarters, (quarter) => quarter / 4))
        const shares = given.heads * count
        const outside = fc
          .array(fc.integer({ min: 0, max: 64 }), { minLength: shares, maxLength: shares })
          .map((parts) => Float32Array.from(parts, (part) => part / 64))
        const reach = fc.integer({ min: 1, max: 20 })
        return fc
          .option(fc.record({ centres, reach, outside }, { requiredKeys: ['centres', 'reach'] }), { nil: undefined })
          .map((window) => (window ? { ...given, window } : given))
      })
    withRun((database) => {
      putWatched(database, 'a', [{ index: 0, source: ['x'], reference: [], alignment: null }])
      fc.assert(
        fc.property(map, (given) => {
          putSnapshot(database, 'a', {
            step: 5,
            sentences: [{ index: 0, text: 'hello', maps: [{ mode: 'teacher-forced', ...given }] }],
          })
          const found = findSnapshot(database, 'a', 0, 7)!
          const back = found.maps[0]!
          const none = { weights: null, window: undefined }
          expect({ ...back, ...none }).toEqual({ mode: 'teacher-forced', ...given, ...none })
          const expected = 'window' in given ? given.window : undefined
          expect(back.window?.reach).toBe(expected?.reach)
          expect(back.window?.outside).toEqual(expected?.outside)
          expected?.centres.forEach((centre, index) =>
            expect(Math.abs(back.window!.centres[index]! - centre)).toBeLessThanOrEqual(0.25),
          )
          expect(back.weights).toHaveLength(given.weights.length)
          given.weights.forEach((weight, index) =>
            expect(Math.abs(back.weights[index]! - weight)).toBeLessThan(2 ** -11),
          )
        }),
        { numRuns: 60 },
      )
    })
  })

  test('the latest one not after a step is found; watched sentences may be stored again', () => {
    withRun((database) => {
      const watched = [
        {
          index: 0,
          source: ['x'],
          reference: ['y'],
          alignment: { sure: [[0, 0] as const], possible: [[0, 0] as const] },
        },
      ]
      putWatched(database, 'a', watched)
      for (const step of [0, 10, 20])
        putSnapshot(database, 'a', { step, sentences: [{ index: 0, text: `at ${step}`, maps: [] }] })
      putWatched(database, 'a', watched)
      expect(listWatched(database, 'a')).toEqual(watched)
      expect(snapshotSteps(database, 'a')).toEqual([0, 10, 20])
      expect(findSnapshot(database, 'a', 0, 15)?.text).toBe('at 10')
      expect(findSnapshot(database, 'a', 1, 15)).toBeNull()
    })
  })
})

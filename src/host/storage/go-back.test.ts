import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { placesOf } from '../../shared/curves/places.ts'
import { findCheckpoint, listKept, putCheckpoints } from './checkpoints.ts'
import { finishParts } from './curve-parts.ts'
import { curveSource } from './curve-source.ts'
import { type Database, openDatabase } from './database.ts'
import { putEvaluation } from './evaluations.ts'
import { goBackToBest } from './go-back.ts'
import { insertMetrics, readSeries } from './metrics.ts'
import { insertRun } from './runs.ts'
import { putSnapshot, snapshotSteps } from './snapshots.ts'
import { putWatched } from './watched.ts'

const configuration = parseConfiguration(
  composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
)

let folder: string
let database: Database
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-back-'))
  database = openDatabase(path.join(folder, 'history.sqlite'))
  insertRun(database, { id: 'a', name: 'A', dataName: 'reverse', configuration }, 1)
  putWatched(database, 'a', [{ index: 0, source: ['x'], reference: ['x'], alignment: null }])
})
afterEach(() => {
  database.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Trains from one step to another, evaluating every hundred; a step takes a second, an evaluation comes at its time. */
function train(from: number, to: number, start: number): void {
  const steps = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const rows = steps.map((step, i) => ({ step, metrics: { 'train/loss': start, 'time/wall': start + i } }))
  insertMetrics(database, 'a', rows)
  for (const step of steps.filter((each) => each % 100 === 0)) {
    putEvaluation(database, 'a', step, 1000 * (start + step - from))
    putSnapshot(database, 'a', { step, sentences: [{ index: 0, text: `at ${step}`, maps: [] }] })
    putCheckpoints(database, 'a', [{ kind: 'last', step, file: `${step}`, bytes: 1 }])
    putCheckpoints(database, 'a', [{ kind: 'kept', step, file: `kept-${step}`, bytes: 1 }])
  }
}

test('a run that goes back to its best checkpoint tells nothing beyond it, and its clocks ascend', () => {
  train(1, 600, 0)
  finishParts(database, 'a')
  putCheckpoints(database, 'a', [{ kind: 'best', step: 200, file: '200', bytes: 1 }])
  goBackToBest(database, 'a')
  expect(readSeries(database, 'a', 'train/loss').steps.at(-1)).toBe(200)
  expect(snapshotSteps(database, 'a')).toEqual([100, 200])
  expect(findCheckpoint(database, 'a', 'last')).toMatchObject({ step: 200, file: '200' })
  expect(listKept(database, 'a').map(({ step }) => step)).toEqual([100, 200])
  train(201, 500, 10_000)
  finishParts(database, 'a')
  const { steps, values } = readSeries(database, 'a', 'train/loss')
  expect([...steps]).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
  expect([values[199], values[200]]).toEqual([0, 10_000])
  for (const axis of ['clock', 'time'] as const) {
    const places = placesOf(curveSource(database), 'a', axis)(steps) ?? steps
    expect(places.every((place, i) => i === 0 || place >= (places[i - 1] ?? NaN))).toBe(true)
  }
})

test('one whose best checkpoint is the last keeps all that it stored, also after it', () => {
  train(1, 230, 0)
  putCheckpoints(database, 'a', [{ kind: 'best', step: 200, file: '200', bytes: 1 }])
  goBackToBest(database, 'a')
  expect(readSeries(database, 'a', 'train/loss').steps.length).toBe(230)
  expect(snapshotSteps(database, 'a')).toEqual([100, 200])
})

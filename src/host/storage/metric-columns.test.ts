import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import type { ValuePlace } from '../../shared/contract/runs.ts'
import type { MetricName } from '../../shared/metrics.ts'
import { type Database, openDatabase } from './database.ts'
import { putEvaluation } from './evaluations.ts'
import { readColumn } from './metric-columns.ts'
import { insertMetrics } from './metrics.ts'
import { insertFinishedRun } from './runs.ts'

const configuration = parseConfiguration(
  composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
)

let folder: string
let database: Database
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-columns-'))
  database = openDatabase(path.join(folder, 'history.sqlite'))
  add('short', [3, NaN, 1])
  add('long', [2, -Infinity, 5, 4])
  add('lost', [NaN, NaN])
})
afterEach(() => {
  database.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** A run evaluated every ten steps, which logs a wild value of training between two evaluations. */
function add(id: string, losses: readonly number[]): void {
  const step = 10 * losses.length
  insertFinishedRun(database, { id, name: id, dataName: '', configuration }, { step, reason: '', time: 1 })
  losses.forEach((loss, i) => {
    const metrics = { 'valid/loss': loss, 'train/loss': loss, 'train/learning_rate': 0.1 }
    insertMetrics(database, id, [
      { step: 10 * i + 5, metrics: { 'train/loss': -100 } },
      { step: 10 * i + 10, metrics },
    ])
    putEvaluation(database, id, 10 * i + 10, 1)
  })
}

const RUNS = ['long', 'gone', 'short', 'lost']
function column(metric: MetricName, at: ValuePlace): [steps: number[], values: number[]] {
  const { steps, values } = readColumn(database, RUNS, { metric, at })
  return [[...steps], [...values]]
}

it('gives the last value of each run, in the order asked', () => {
  expect(column('valid/loss', 'last')).toEqual([
    [40, NaN, 30, 20],
    [4, NaN, 1, NaN],
  ])
})

it('gives the best of the evaluations, and none where no value can be compared', () => {
  expect(column('valid/loss', 'best')).toEqual([
    [20, NaN, 30, NaN],
    [-Infinity, NaN, 1, NaN],
  ])
  expect(column('train/loss', 'best')[1]).toEqual([-Infinity, NaN, 1, NaN]) // and not the -100 between them
  expect(column('train/learning_rate', 'best')[0]).toEqual([NaN, NaN, NaN, NaN]) // neither way is better
})

it('names the latest of equal bests, as the best checkpoint is chosen', () => {
  add('even', [3, 1, 2, 1, 2])
  expect(readColumn(database, ['even'], { metric: 'valid/loss', at: 'best' })).toMatchObject({
    steps: Float64Array.of(40),
    values: Float64Array.of(1),
  })
})

it('counts a run as come so far as it has logged, also with another metric', () => {
  add('ahead', [3, 2])
  insertMetrics(database, 'ahead', [{ step: 33, metrics: { 'train/loss': 1 } }])
  const at = (metric: MetricName, step: number) => readColumn(database, ['ahead'], { metric, at: step }).values[0]
  expect([at('train/loss', 33), at('train/loss', 30), at('valid/loss', 30)]).toEqual([1, 2, 2])
  expect(at('train/loss', 34)).toBeNaN()
})

it('gives the newest value up to a step, of runs that have come so far', () => {
  expect(column('valid/loss', 25)).toEqual([
    [20, NaN, 20, NaN],
    [-Infinity, NaN, NaN, NaN],
  ])
  expect(column('valid/loss', 5)[0]).toEqual([NaN, NaN, NaN, NaN])
})

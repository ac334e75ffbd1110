/**
 * How fast curves are stored and read: `node_modules/.bin/node bench/curves.ts`. Medians of five; the history lies in a
 * temporary folder and is flushed as shipped.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { composeConfiguration } from '../src/shared/config/compose.ts'
import { parseConfiguration } from '../src/shared/config/check.ts'
import { openDatabase } from '../src/host/storage/database.ts'
import { type MetricRow, insertMetrics, readSeries } from '../src/host/storage/metrics.ts'
import { packCurves, readRows } from '../src/host/storage/curve-parts.ts'
import { insertFinishedRun } from '../src/host/storage/runs.ts'
import { median } from './statistics.ts'

const STEPS = 100_000
const RUNS = 16
/** Rows that a worker hands over at once, where its steps take 2.5 ms. */
const BATCH = 100

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-bench-'))
try {
  const database = openDatabase(path.join(folder, 'history.sqlite'))
  const configuration = parseConfiguration(
    composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
  )
  const names = Array.from({ length: RUNS }, (_, run) => `r${run}`)
  for (const id of ['long', ...names]) {
    insertFinishedRun(database, { id, name: id, dataName: 'reverse', configuration }, { step: 1, reason: '', time: 1 })
  }

  const row = (step: number): MetricRow => ({
    step,
    metrics: {
      'train/loss': Math.sin(step),
      'train/gradient_norm': Math.cos(step),
      'train/learning_rate': 0.001,
      'train/tokens_per_second': step * 3,
    },
  })
  const started = performance.now()
  let values = 0
  for (let from = 0; from < 6000; from += BATCH) {
    for (const run of names) {
      insertMetrics(
        database,
        run,
        Array.from({ length: BATCH }, (_, i) => row(from + i)),
      )
      values += 4 * BATCH
    }
  }
  const seconds = (performance.now() - started) / 1000
  const bytes = Number(database.pragma('page_count', { simple: true })) * 4096
  console.log(
    `stored, ${RUNS} runs at once: ${Math.round(values / seconds)} values a second, ${(bytes / values).toFixed(1)} bytes a value`,
  )

  for (let from = 0; from < STEPS; from += 10_000) {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({
      step: from + i,
      metrics: { 'train/loss': Math.sin(from + i) },
    }))
    insertMetrics(database, 'long', rows)
  }
  const metric = Number(database.prepare("SELECT id FROM metric_name WHERE name = 'train/loss'").pluck().get())
  const measure = (what: string, work: () => unknown): void => {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now()
      work()
      return performance.now() - start
    })
    console.log(`${what}: ${median(times).toFixed(2)} ms`)
  }
  measure('100,000 points from rows', () => readRows(database, 'long', metric))
  measure('100,000 points from parts', () => readSeries(database, 'long', 'train/loss'))
  measurePyramid()
  measure('all parts made anew', () => database.transaction(() => packCurves(database, () => undefined))())
  database.close()

  /** What was tried instead: minimum, maximum and mean of every 64 rows, with where they stand. */
  function measurePyramid(): void {
    database.exec(`CREATE TEMP TABLE pyramid (run TEXT, metric INTEGER, bucket INTEGER, low REAL, low_step INTEGER,
      high REAL, high_step INTEGER, mean REAL, count INTEGER, PRIMARY KEY (run, metric, bucket)) STRICT, WITHOUT ROWID`)
    const { steps, values: all } = readRows(database, 'long', metric)
    const insert = database.prepare('INSERT INTO pyramid VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    for (let at = 0; at < steps.length; at += 64) {
      const part = [...all.subarray(at, at + 64)]
      const [low, high] = [Math.min(...part), Math.max(...part)]
      const mean = part.reduce((sum, value) => sum + value, 0) / part.length
      insert.run(
        'long',
        metric,
        at / 64,
        low,
        steps[at + part.indexOf(low)] ?? 0,
        high,
        steps[at + part.indexOf(high)] ?? 0,
        mean,
        part.length,
      )
    }
    const read = database
      .prepare(
        'SELECT low, low_step, high, high_step, mean, count FROM pyramid WHERE run = ? AND metric = ? ORDER BY bucket',
      )
      .raw()
    measure('1,563 buckets of a pyramid', () => read.all('long', metric))
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true })
}

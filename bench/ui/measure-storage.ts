import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextRound } from 'node:timers/promises'
import { createStepsWriter } from '../../src/host/runs/steps-writer.ts'
import { type Database, openDatabase } from '../../src/host/storage/database.ts'
import { insertFinishedRun } from '../../src/host/storage/runs.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import { runId } from './histories.ts'
import { type Measure, numbers, rounds } from './measure.ts'

/** Rows of one message of a worker: a quarter of a second, at 400 steps a second. */
const ROWS = 100
const METRICS = 4

/** 16 runs that train at once: what they say while the disk is busy is stored by one flush, as the host does it. */
export const valuesStored: Measure = {
  id: 'stored',
  title: 'values stored, 16 runs at once, flushed as shipped',
  async run({ sizes, scratch }) {
    const results = await rounds(sizes.rounds, () => store(join(scratch(), 'history.sqlite'), sizes.stored))
    return [
      numbers(
        'rate',
        'values/s',
        results.map(({ rate }) => rate),
        { bound: 100_000, better: 'higher' },
      ),
      numbers(
        'size',
        'bytes/value',
        results.map(({ bytes }) => bytes),
      ),
    ]
  },
}

async function store(
  file: string,
  { runs, values }: { runs: number; values: number },
): Promise<{ rate: number; bytes: number }> {
  const database: Database = openDatabase(file)
  const configuration = parseConfiguration(
    composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
  )
  const ids = Array.from({ length: runs }, (_, run) => runId(run))
  for (const id of ids) {
    const identity = { id, name: id, dataName: 'reverse', configuration }
    insertFinishedRun(database, identity, { step: 1, reason: '', time: 1 })
  }
  database.pragma('wal_checkpoint(TRUNCATE)')
  const empty = statSync(file).size
  const messages = Math.max(1, Math.round(values / (runs * ROWS * METRICS)))
  const writer = createStepsWriter(database)
  let stored = 0
  const failed = (error: unknown): never => {
    throw error
  }
  const from = performance.now()
  for (let message = 0; message < messages; message++) {
    const rows = Array.from({ length: ROWS }, (_, row) => rowAt(1 + message * ROWS + row))
    for (const run of ids) writer.add({ run, rows, stored: () => (stored += rows.length * METRICS), failed })
    await nextRound()
  }
  const seconds = (performance.now() - from) / 1000
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
  return { rate: stored / seconds, bytes: (statSync(file).size - empty) / stored }
}

function rowAt(step: number) {
  const [sine, cosine] = [Math.sin(step), Math.cos(step)]
  const train = { 'train/loss': sine, 'train/gradient_norm': cosine, 'train/learning_rate': 0.001 }
  return { step, metrics: { ...train, 'train/tokens_per_second': step * 3 } }
}

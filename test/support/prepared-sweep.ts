import { layOut, makeDataFolder } from '../../src/host/folder/data-folder.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { putEvaluation } from '../../src/host/storage/evaluations.ts'
import { insertMetrics } from '../../src/host/storage/metrics.ts'
import { insertFinishedRun, setBest } from '../../src/host/storage/runs.ts'
import { insertSweepRun, putSweep } from '../../src/host/storage/sweeps.ts'
import { digestOf } from '../../src/host/sweeps/stored-sweep.ts'
import type { JsonObject } from '../../src/shared/config/assign.ts'
import { nameOfData } from '../../src/shared/data-name.ts'
import { expandSweep, resolveSweep } from '../../src/shared/sweeps/expand.ts'
import { readSweep } from '../../src/shared/sweeps/read-sweep.ts'

const STEPS = 300
const EVERY = 100
const TIME = Date.UTC(2026, 2, 9, 12)

/** A sweep of 5 scores × 4 sizes × `draws` rates × 2 seeds, all its runs finished, whose values follow from their settings. */
export function prepareSweep(dataFolder: string, id: string, draws: number): void {
  const grid = {
    'model.attention.score': ['dot', 'general', 'concat', 'additive', 'location'],
    'model.encoder.hidden': [16, 32, 64, 128],
  }
  const rate = { distribution: 'log-uniform', minimum: 0.0001, maximum: 0.01 }
  const json: JsonObject = {
    name: 'scores, sizes and rates',
    base: {
      preset: 'luong-dot',
      data: { source: { kind: 'task', task: 'reverse' } },
      model: { bridge: 'dense', decoder: { hidden: 64 } },
      training: { steps: STEPS },
      evaluation: { every: EVERY },
    },
    axes: [
      { kind: 'grid', settings: grid },
      { kind: 'random', count: draws, settings: { 'training.optimizer.learningRate': rate } },
    ],
    seeds: [1, 2],
    clashes: 'leave-out',
  }
  const sweep = readSweep(json)
  const expansion = expandSweep(sweep)
  const folder = layOut(dataFolder)
  makeDataFolder(folder)
  const database = openDatabase(folder.database)
  database.pragma('synchronous = OFF')
  database.transaction(() => {
    const stored = JSON.stringify(resolveSweep(sweep, expansion))
    const state = { state: 'finished', reason: 'all runs are done', created: TIME, updated: TIME } as const
    putSweep(database, { id, name: sweep.name, sweep_json: stored, ...state })
    expansion.runs.forEach(({ configuration, label, point }, index) => {
      const run = `r${10_000 + index}`
      const number = index + 1
      const dataName = nameOfData(configuration.data.source)
      insertSweepRun(database, id, {
        ...{ number, label, digest: digestOf(configuration) },
        ...{ point_json: JSON.stringify(point), steps: STEPS },
      })
      insertFinishedRun(
        database,
        { id: run, name: configuration.name, dataName, configuration, sweep: { id, number } },
        { step: STEPS, reason: 'all steps done', time: TIME },
      )
      const { model, training, seed } = configuration
      const scores = grid['model.attention.score'].indexOf(model.attention.score)
      const quality =
        0.9 - 0.1 * scores - 0.3 * Math.abs(Math.log10(training.optimizer.learningRate / 0.002)) + 0.01 * seed
      for (let step = 0; step <= STEPS; step += EVERY) {
        const value = Math.min(1, Math.max(0, quality * (step / STEPS)))
        insertMetrics(database, run, [
          { step, metrics: { 'valid/exact_match': value, 'valid/loss': 3 - 2 * value, 'time/wall': step } },
        ])
        putEvaluation(database, run, step, TIME)
        if (step === STEPS) setBest(database, run, { value, step })
      }
    })
  })()
  database.close()
}

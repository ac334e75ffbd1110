import fs from 'node:fs'
import type { RunId } from '../../shared/contract/runs.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import { findAbove } from '../../shared/find-above.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import { nameOfData } from '../../shared/data-name.ts'
import { explaining } from '../../shared/system-errors.ts'
import type { RunStore } from '../runs/run-store.ts'
import { putEvaluation } from '../storage/evaluations.ts'
import { insertLog } from '../storage/logs.ts'
import { markRuns, restoreRuns } from '../storage/marks.ts'
import { type MetricRow, insertMetrics } from '../storage/metrics.ts'
import { hasRun, insertFinishedRun, setBest, setPrepared } from '../storage/runs.ts'
import { putSnapshot } from '../storage/snapshots.ts'
import { putWatched } from '../storage/watched.ts'
import { EXAMPLE_FILES, type ExampleRun, unpackExample } from './example-file.ts'

const TAG = 'example'
const NAME = 'Example'
const NOTE =
  'Comes with Saccade, to be looked at before anything is trained. It was trained by `scripts/example.ts`; its weights are not ' +
  'part of it, so it cannot translate. Delete it whenever you like.'

/** Runs that come with Saccade become runs of this history, the same ones however often they are opened. */
export function createExampleService(store: RunStore): Pick<RunHandlers, 'openExample'> {
  return {
    async openExample() {
      const example = unpackExample(fs.readFileSync(findAbove(...EXAMPLE_FILES)))
      const runs = example.map((_, place): RunId => `example${place + 1}`)
      explaining('the history', () =>
        store.database.transaction(() => {
          example.forEach((run, place) => put(store, runs[place] ?? '', run))
          restoreRuns(store.database, runs)
        })(),
      )
      store.announceAll(runs)
      return { runs }
    },
  }
}

function put({ database, now }: RunStore, id: RunId, run: ExampleRun): void {
  if (hasRun(database, id)) return
  const time = now()
  const { configuration, step } = run
  // Named one by one, so that each is told from the others and from runs of its model, whichever are shown.
  const name = `${NAME}: ${configuration.preset}`
  const dataName = nameOfData(configuration.data.source)
  insertFinishedRun(database, { id, name, dataName, configuration }, { step, reason: run.reason, time })
  setPrepared(database, id, run.prepared)
  insertMetrics(database, id, rowsOf(run.curves))
  for (const evaluated of run.evaluated) putEvaluation(database, id, evaluated, time)
  setBest(database, id, run.best)
  putWatched(database, id, run.watched)
  for (const snapshot of run.snapshots) putSnapshot(database, id, snapshot)
  insertLog(database, id, { time, level: 'info', text: 'opened from the example that comes with Saccade' })
  markRuns(database, { runs: [id], addTags: [TAG], note: NOTE })
}

function rowsOf(curves: ExampleRun['curves']): MetricRow[] {
  const rows = new Map<number, MetricValues>()
  for (const { metric, steps, values } of curves) {
    steps.forEach((step, i) => rows.set(step, { ...rows.get(step), [metric]: values[i] }))
  }
  return Array.from(rows, ([step, metrics]) => ({ step, metrics }))
}

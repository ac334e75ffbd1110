import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { TrainOutcome } from '../../shared/contract/trainer.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import { type RunWorkers, resourcesFor } from '../runs/active-run.ts'
import type { CheckedRun } from '../runs/new-runs.ts'
import type { RunStore } from '../runs/run-store.ts'
import { supervise } from '../workers/supervisor.ts'

/** What a short training took, in seconds. */
export interface Pace {
  /** Until the first step, with what is compiled for it. */
  readonly start: number
  readonly step: number
  readonly evaluation: number
}

/** Steps between two evaluations of a probe, of which the second lot is measured: the first compiles. */
const STEPS = 20

/** Trains a model of a run's shape for some steps in a folder that is deleted afterwards. */
export async function probe(
  store: RunStore,
  workers: RunWorkers,
  { configuration, score }: CheckedRun,
  signal: AbortSignal,
): Promise<Pace> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-probe-'))
  makeFolders(path.join(folder, 'checkpoints'))
  const began = performance.now()
  const evaluated = new Map<number, number>()
  let evaluating = began
  try {
    const { outcome, kill } = supervise<TrainOutcome>({
      worker: workers.launcher.launch(resourcesFor(configuration.engine.device, workers.cores)),
      recorder: {
        async storeEvaluation({ step }) {
          evaluated.set(step, performance.now())
        },
        storeSnapshot: async () => undefined,
      },
      deadlines: workers.deadlines,
      work: (trainer) =>
        trainer.train({
          configuration: shortened(configuration),
          folder,
          datasets: store.folder.datasets,
          checkpoint: null,
          score,
        }),
      listen: (on) =>
        on('progress', ({ phase, step }) => {
          if (phase === 'evaluating' && step === 2 * STEPS && !evaluated.has(step)) evaluating = performance.now()
        }),
    })
    const giveUp = () => kill('It was given up.')
    signal.addEventListener('abort', giveUp)
    const result = await outcome
    signal.removeEventListener('abort', giveUp)
    if (result.kind !== 'done') throw result.error
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
  const [first, last] = [evaluated.get(STEPS) ?? began, evaluated.get(2 * STEPS) ?? began]
  const step = Math.max(0, evaluating - first) / STEPS / 1000
  const evaluation = Math.max(0, last - Math.max(evaluating, first)) / 1000
  return { step, evaluation, start: Math.max(0, (first - began) / 1000 - STEPS * step - 2 * evaluation) }
}

function shortened({ training, evaluation, ...configuration }: Configuration): Configuration {
  return {
    ...configuration,
    training: {
      ...training,
      steps: 2 * STEPS,
      epochs: 0,
      earlyStopping: { ...training.earlyStopping, patience: 0, goal: null },
      keep: { ...training.keep, kind: 'best-and-last' },
    },
    evaluation: { ...evaluation, every: STEPS, keep: 0, watched: { ...evaluation.watched, count: 0, sentences: [] } },
  }
}

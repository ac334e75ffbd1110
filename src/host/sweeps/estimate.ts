import { evenly } from '../../shared/evenly.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { SweepEstimate } from '../../shared/contract/sweeps.ts'
import { type Expansion, type ResolvedSweep, stepsOf } from '../../shared/sweeps/expand.ts'
import { rungSteps } from '../../shared/sweeps/halving.ts'
import type { RunWorkers } from '../runs/active-run.ts'
import type { CheckedRun } from '../runs/new-runs.ts'
import type { RunStore } from '../runs/run-store.ts'
import { readColumn } from '../storage/metric-columns.ts'
import { configurationOf, listRuns } from '../storage/runs.ts'
import { probe } from './probe.ts'

/** So many shapes are probed at most, spread over the sweep; the others are reckoned by those that are known. */
const MOST_PROBES = 3
/** So many of the newest runs are looked at. */
const MOST_FORMER = 500

interface Planned {
  readonly sweep: ResolvedSweep
  readonly expansion: Expansion
  readonly checked: readonly CheckedRun[]
}

interface Options {
  readonly atOnce: number
  /** Whether shapes that nobody trained yet may be tried. */
  readonly probes: boolean
  readonly signal: AbortSignal
}

/** How long a sweep takes: by former runs of the same shape, else by short trainings. */
export async function estimate(
  store: RunStore,
  workers: RunWorkers,
  { sweep, expansion, checked }: Planned,
  { atOnce, probes, signal }: Options,
): Promise<SweepEstimate> {
  const shapes = new Map<string, CheckedRun[]>()
  for (const run of checked) {
    const shape = shapeOf(run.configuration)
    shapes.set(shape, [...(shapes.get(shape) ?? []), run])
  }
  /** Seconds of a run of a shape, by its steps. */
  const known = new Map<string, (configuration: Configuration) => number>()
  for (const [shape, perStep] of formerPaces(store, new Set(shapes.keys())))
    known.set(shape, ({ training }) => training.steps * perStep)
  const former = [...known.keys()].reduce((sum, shape) => sum + (shapes.get(shape)?.length ?? 0), 0)
  let probed = 0
  if (probes) {
    for (const shape of evenly(
      [...shapes.keys()].filter((one) => !known.has(one)),
      MOST_PROBES,
    )) {
      const [first] = shapes.get(shape) ?? []
      if (!first) continue
      const { start, step, evaluation } = await probe(store, workers, first, signal)
      known.set(shape, ({ training, evaluation: { every } }) => {
        return start + training.steps * step + (Math.ceil(training.steps / every) + 1) * evaluation
      })
      probed += shapes.get(shape)?.length ?? 0
    }
  }
  const all = stepsOf(expansion)
  let seconds = 0
  let steps = 0
  for (const [shape, runs] of shapes) {
    const of = known.get(shape)
    if (!of) continue
    for (const { configuration } of runs) {
      seconds += of(configuration)
      steps += configuration.training.steps
    }
  }
  const from = { former, probed, others: checked.length - former - probed }
  if (steps === 0) return { seconds: null, secondsWithStopping: null, stepsPerSecond: null, atOnce, from }
  const { steps: most = Infinity } = sweep.budget
  const whole = (seconds / steps) * Math.min(all, most)
  const share = shareWithStopping(sweep, expansion)
  return {
    seconds: whole,
    secondsWithStopping: share === null ? null : (seconds / steps) * Math.min(all * share, most),
    stepsPerSecond: steps / seconds,
    atOnce,
    from,
  }
}

/** What decides on how long a run takes for its steps: the model, its data, the batch, evaluations, the engine; not rates and seeds. */
function shapeOf({ model, data, training, evaluation, engine }: Configuration): string {
  const { encoder, decoder } = model
  const plain = {
    ...model,
    encoder: { ...encoder, dropout: 0, embeddingDropout: 0 },
    decoder: { ...decoder, dropout: 0, embeddingDropout: 0 },
  }
  return JSON.stringify([plain, data, training.batchSize, evaluation, engine])
}

/** Of a run that ended early most is its start: it tells nothing unless it came to this share of its steps. */
const LEAST_SHARE = 0.25

/** Seconds a step, evaluations included, of that run of each shape that has come furthest. */
function formerPaces(store: RunStore, wanted: ReadonlySet<string>): Map<string, number> {
  const rows = listRuns(store.database)
    .filter(({ step, discarded }) => step > 0 && discarded === null)
    .slice(0, MOST_FORMER)
  const { steps, values } = readColumn(
    store.database,
    rows.map(({ id }) => id),
    { metric: 'time/wall', at: 'last' },
  )
  const paces = new Map<string, { readonly step: number; readonly pace: number }>()
  rows.forEach((row, index) => {
    const step = steps[index] ?? NaN
    const pace = (values[index] ?? NaN) / step
    if (!(pace > 0 && pace < Infinity)) return
    try {
      const configuration = configurationOf(row)
      const shape = shapeOf(configuration)
      if (!wanted.has(shape) || step < configuration.training.steps * LEAST_SHARE) return
      if (step > (paces.get(shape)?.step ?? 0)) paces.set(shape, { step, pace })
    } catch {
      // A run of another version tells nothing.
    }
  })
  return new Map(Array.from(paces, ([shape, { pace }]) => [shape, pace]))
}

/** Of the steps of all runs, those that halving takes where one in eta goes on from each rung. */
function shareWithStopping({ stopping }: ResolvedSweep, { runs }: Expansion): number | null {
  if (stopping.kind !== 'halving') return null
  const steps = runs.map(({ configuration }) => configuration.training.steps)
  const most = Math.max(...steps)
  const edges = [0, ...rungSteps({ eta: stopping.eta, least: stopping.least ?? 1, most }), most]
  const taken = edges.slice(1).reduce((sum, edge, rung) => sum + (edge - (edges[rung] ?? 0)) / stopping.eta ** rung, 0)
  return Math.min(1, taken / most)
}

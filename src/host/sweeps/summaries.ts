import type { SweepCounts, SweepDetail, SweepSummary } from '../../shared/contract/sweeps.ts'
import { isJsonObject } from '../../shared/config/assign.ts'
import { toErrorData } from '../../shared/errors.ts'
import { METRICS } from '../../shared/metrics.ts'
import { isBetter, newestDecisions } from '../../shared/sweeps/decisions.ts'
import type { ResolvedSweep } from '../../shared/sweeps/expand.ts'
import type { Point } from '../../shared/sweeps/points.ts'
import { variedPaths } from '../../shared/sweeps/read-sweep.ts'
import type { Database } from '../storage/database.ts'
import { readColumn } from '../storage/metric-columns.ts'
import { type SweepRow, type SweepRunRow, evaluatedValues } from '../storage/sweeps.ts'
import { parseStored } from '../storage/stored-json.ts'
import { type StoredSweep, getSweep, pointOf } from './stored-sweep.ts'

/** A sweep in a list. One that cannot be read is listed all the same, so that it can be forgotten. */
export function summaryOf(database: Database, row: SweepRow): SweepSummary {
  try {
    return summarize(database, getSweep(database, row.id))
  } catch (error) {
    return {
      ...headOf(row),
      runs: 0,
      counts: NONE,
      steps: { done: 0, planned: 0 },
      metric: { name: 'valid/loss', better: 'lower' },
      best: null,
      varied: [],
      stopping: 'none',
      unreadable: toErrorData(error).message,
    }
  }
}

export function summarize(database: Database, stored: StoredSweep): SweepSummary {
  return summaryWith(stored, stored.runs.map(pointOf), bestValues(database, stored))
}

function summaryWith(
  stored: StoredSweep,
  points: readonly Point[],
  values: ReadonlyMap<number, BestValue>,
): SweepSummary {
  const { row, sweep, runs } = stored
  return {
    ...headOf(row),
    runs: runs.length,
    counts: countsOf(stored),
    steps: {
      done: runs.reduce((sum, { step }) => sum + (step ?? 0), 0),
      planned: runs.reduce((sum, { steps }) => sum + steps, 0),
    },
    metric: sweep.metric,
    best: bestOf(stored, values),
    varied: variedIn(sweep, points),
    stopping: sweep.stopping.kind,
  }
}

/** What the sweep as it is now names, and what runs of it differ in that it had before it was extended; the seeds last. */
function variedIn({ axes, seeds = [] }: ResolvedSweep, points: readonly Point[]): string[] {
  const named = variedPaths({ axes })
  const paths = new Set([...named, ...points.flatMap((point) => Object.keys(point))])
  paths.delete('seed')
  const different = new Set<unknown>([...seeds, ...points.map(({ seed }) => seed ?? null)])
  return [...paths, ...(named.includes('seed') || different.size > 1 ? ['seed'] : [])]
}

export function detailOf(database: Database, stored: StoredSweep): SweepDetail {
  const { row, runs, decisions, halving } = stored
  const json = parseStored(row.sweep_json, `The sweep ${row.id}`)
  const newest = newestDecisions(decisions)
  const best = bestValues(database, stored)
  const points = runs.map(pointOf)
  return {
    ...summaryWith(stored, points, best),
    sweep: isJsonObject(json) ? json : {},
    plan: runs.map(({ number, label, steps, run, state, step }, index) => {
      const halted = newest.get(number)?.verdict === 'waits'
      return {
        ...{ number, label, steps, run, state, halted, step: step ?? 0 },
        point: points[index] ?? {},
        best: best.get(number) ?? null,
      }
    }),
    decisions,
    rungs: halving?.rungs ?? [],
  }
}

const headOf = ({ id, name, state, reason, created, updated, folder, open_tasks: open }: SweepRow) => ({
  id,
  name,
  // Nothing of it is in the queue of this host, and it is not over all the same.
  state: state === 'finished' && open > 0 ? ('running' as const) : state,
  reason,
  created,
  updated,
  tasks: folder === null ? null : { folder, open },
})

const NONE: SweepCounts = {
  ...{ waiting: 0, training: 0, paused: 0, halted: 0, finished: 0 },
  ...{ stopped: 0, failed: 0, interrupted: 0, deleted: 0 },
}

function countsOf({ runs, decisions }: StoredSweep): SweepCounts {
  const newest = newestDecisions(decisions)
  const counts: Record<keyof SweepCounts, number> = { ...NONE }
  for (const run of runs) counts[stateOf(run, newest.get(run.number)?.verdict === 'waits')] += 1
  return counts
}

function stateOf({ state }: SweepRunRow, halted: boolean): keyof SweepCounts {
  switch (state) {
    case null:
      return 'deleted'
    case 'queued':
      return 'waiting'
    case 'starting':
    case 'running':
      return 'training'
    case 'stopped':
    case 'interrupted':
      return halted ? 'halted' : state
    default:
      return state
  }
}

function bestOf(stored: StoredSweep, values: ReadonlyMap<number, BestValue>): SweepSummary['best'] {
  const { better } = stored.sweep.metric
  let best: SweepSummary['best'] = null
  for (const { run, number, label } of stored.runs) {
    const own = values.get(number)
    if (run !== null && own && isBetter(own.value, best?.value ?? NaN, better)) best = { run, label, ...own }
  }
  return best
}

interface BestValue {
  readonly value: number
  readonly step: number
}

/** The best value of each run's evaluations, and where it was, by the run's number. */
function bestValues(database: Database, { sweep, runs }: StoredSweep): Map<number, BestValue> {
  const { name, better } = sweep.metric
  const there = runs.flatMap(({ run, number }) => (run === null ? [] : [{ run, number }]))
  if (METRICS[name].better === 'neither') {
    // Only this sweep says which way is the better one.
    return new Map(
      there.flatMap(({ run, number }): [number, BestValue][] => {
        const evaluations = evaluatedValues(database, run, name)
        const best = evaluations.reduce<BestValue | null>(
          (a, b) => (isBetter(b.value, a?.value ?? NaN, better) ? b : a),
          null,
        )
        return best ? [[number, best]] : []
      }),
    )
  }
  const { steps, values } = readColumn(
    database,
    there.map(({ run }) => run),
    { metric: name, at: 'best' },
  )
  return new Map(
    there.flatMap(({ number }, index): [number, BestValue][] => {
      const [value = NaN, step = 0] = [values[index], steps[index]]
      return Number.isNaN(value) ? [] : [[number, { value, step }]]
    }),
  )
}

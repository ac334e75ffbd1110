import { z } from 'zod'
import type { PlannedRun } from './plan.ts'
import { saccade } from './saccade.ts'

const storedRuns = z.array(
  z.looseObject({ run: z.string(), name: z.string(), state: z.string(), parameters: z.number().nullable() }),
)
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)])
const loggedRows = z.array(z.object({ step: z.number(), metrics: z.record(z.string(), number) }))

export type StoredRun = z.output<typeof storedRuns>[number]

/** What the study keeps of a run. Numbers are null where the model or the task has no such thing. */
export interface Outcome {
  /** The task's measure at its best evaluation. */
  readonly best: number
  /** At that same evaluation. */
  readonly alignmentErrorRate: number | null
  /** The first evaluation with 95 % exact match; null where there was none. */
  readonly stepsTo95: number | null
  /** Median over the run. */
  readonly tokensPerSecond: number | null
  readonly parameters: number | null
}

export async function storedRunsOf(folder: string): Promise<ReadonlyMap<string, StoredRun>> {
  const runs = storedRuns.parse(JSON.parse(await saccade(['runs', '--json', '--data-dir', folder])))
  return new Map(runs.filter(({ state }) => state === 'finished').map((run) => [run.name, run]))
}

export async function readOutcome(folder: string, planned: PlannedRun, stored: StoredRun): Promise<Outcome> {
  const printed = await saccade(['metrics', stored.run, '--json', '--data-dir', folder])
  const rows = loggedRows.parse(JSON.parse(printed))
  const { measure } = planned.task
  const evaluations = rows.flatMap(({ step, metrics }) => {
    const value = metrics[measure]
    return value === undefined ? [] : [{ step, value, metrics }]
  })
  const sign = measure === 'valid/exact_match' ? 1 : -1
  const best = evaluations.reduce((found, each) => (sign * each.value > sign * found.value ? each : found))
  return {
    best: best.value,
    alignmentErrorRate: best.metrics['valid/alignment_error_rate'] ?? null,
    stepsTo95: evaluations.find(({ metrics }) => (metrics['valid/exact_match'] ?? 0) >= 0.95)?.step ?? null,
    tokensPerSecond: median(rows.flatMap(({ metrics }) => metrics['train/tokens_per_second'] ?? [])),
    parameters: stored.parameters,
  }
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}

import { z } from 'zod'
import type { PlannedRow, PlannedRun } from './plan.ts'
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
  readonly parameters: number | null
}

export async function storedRunsOf(folder: string): Promise<ReadonlyMap<string, StoredRun>> {
  const runs = storedRuns.parse(JSON.parse(await saccade(['runs', '--json', '--data-dir', folder])))
  return new Map(runs.filter(({ state }) => state === 'finished').map((run) => [run.name, run]))
}

/** A row of the tables, as far as its runs are there. */
export interface Finished {
  readonly row: PlannedRow
  readonly outcomes: readonly Outcome[]
  /** Median over the steps of the run that had the machine to itself. */
  readonly tokensPerSecond: number | null
}

export async function readRow(
  folder: string,
  row: PlannedRow,
  stored: ReadonlyMap<string, StoredRun>,
): Promise<Finished> {
  const outcomes: Outcome[] = []
  for (const planned of row.results) {
    const run = stored.get(planned.name)
    if (run) outcomes.push(await readOutcome(folder, planned, run))
  }
  const timed = stored.get(row.speed.name)
  const rows = timed ? await loggedBy(folder, timed) : []
  const tokensPerSecond = median(rows.flatMap(({ metrics }) => metrics['train/tokens_per_second'] ?? []))
  return { row, outcomes, tokensPerSecond }
}

async function loggedBy(folder: string, stored: StoredRun) {
  return loggedRows.parse(JSON.parse(await saccade(['metrics', stored.run, '--json', '--data-dir', folder])))
}

async function readOutcome(folder: string, planned: PlannedRun, stored: StoredRun): Promise<Outcome> {
  const rows = await loggedBy(folder, stored)
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
    parameters: stored.parameters,
  }
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}

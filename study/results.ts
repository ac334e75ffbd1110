import { workerLauncher } from '../src/cli/worker-program.ts'
import { type ReadingHost, openReadingHost } from '../src/host/reading-host.ts'
import type { RunSummary } from '../src/shared/contract/runs.ts'
import type { MetricName } from '../src/shared/metrics.ts'
import type { PlannedRow, PlannedRun } from './plan.ts'

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

/** A row of the tables, as far as its runs are there. */
export interface Finished {
  readonly row: PlannedRow
  readonly outcomes: readonly Outcome[]
  /** Median over the steps of the run that had the machine to itself. */
  readonly tokensPerSecond: number | null
}

/** Those rows of the tables of which there is a finished run. */
export async function readRows(folder: string, rows: readonly PlannedRow[]): Promise<Finished[]> {
  const host = openReadingHost({ dataFolder: folder, launcher: workerLauncher() })
  try {
    const runs = await host.runs.list()
    const finished = new Map(runs.filter(({ state }) => state === 'finished').map((run) => [run.name, run]))
    const read: Finished[] = []
    for (const row of rows) read.push(await readRow(host, row, finished))
    return read.filter(({ outcomes }) => outcomes.length > 0)
  } finally {
    await host.close()
  }
}

async function readRow(
  host: ReadingHost,
  row: PlannedRow,
  finished: ReadonlyMap<string, RunSummary>,
): Promise<Finished> {
  const outcomes: Outcome[] = []
  for (const planned of row.results) {
    const run = finished.get(planned.name)
    if (run) outcomes.push(await readOutcome(host, planned, run))
  }
  const timed = finished.get(row.speed.name)
  const speeds = timed ? await seriesOf(host, timed, 'train/tokens_per_second') : []
  return { row, outcomes, tokensPerSecond: median(speeds.map(({ value }) => value)) }
}

/** Every value of a metric with its step, in order. */
async function seriesOf(host: ReadingHost, { run }: RunSummary, metric: MetricName) {
  const [series] = await host.runs.metrics({ runs: [run], metrics: [metric], points: 0 })
  return Array.from(series?.steps ?? [], (step, index) => ({ step, value: series?.values[index] ?? NaN }))
}

async function readOutcome(host: ReadingHost, { task }: PlannedRun, run: RunSummary): Promise<Outcome> {
  const evaluations = await seriesOf(host, run, task.measure)
  const sign = task.measure === 'valid/exact_match' ? 1 : -1
  const best = evaluations.reduce((found, each) => (sign * each.value > sign * found.value ? each : found))
  const alignment = await seriesOf(host, run, 'valid/alignment_error_rate')
  const exact = await seriesOf(host, run, 'valid/exact_match')
  return {
    best: best.value,
    alignmentErrorRate: alignment.find(({ step }) => step === best.step)?.value ?? null,
    stepsTo95: exact.find(({ value }) => value >= 0.95)?.step ?? null,
    parameters: run.parameters,
  }
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}

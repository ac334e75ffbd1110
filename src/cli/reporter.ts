import type { RunDetail, RunSummary } from '../shared/contract/runs.ts'
import type { MetricValues } from '../shared/contract/trainer.ts'

/** An evaluation of a run. */
export interface Evaluated {
  readonly step: number
  readonly metrics: MetricValues
}

/** How a run is told of: one object a line for programs, or text, with a bar where somebody looks on. */
export interface Reporter {
  started(run: RunDetail): void
  steps(rows: readonly Evaluated[]): void
  progress(progress: NonNullable<RunSummary['progress']>): void
  evaluation(evaluated: Evaluated): void
  log(level: 'info' | 'warning' | 'error', text: string): void
  ended(run: RunSummary, last: Evaluated): void
}

import type { Evaluated, RunDetail, RunSummary } from '../shared/contract/runs.ts'

/** How a run is told of: one object a line for programs, or text, with a bar where somebody looks on. */
export interface Reporter {
  started(run: RunDetail): void
  steps(rows: readonly Evaluated[]): void
  progress(progress: NonNullable<RunSummary['progress']>): void
  evaluation(evaluated: Evaluated): void
  log(level: 'info' | 'warning' | 'error', text: string): void
  /** @param last the newest evaluation; null where there was none */
  ended(run: RunSummary, last: Evaluated | null): void
}

import { compareRuns } from '../../metrics/comparison/comparison.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import type { OutputsSource } from '../../shared/outputs/run-outputs.ts'
import type { RunStore } from '../runs/run-store.ts'
import { configurationOf, getRun } from '../storage/runs.ts'

/** Comparing runs on what they say of their validation pairs. */
export function createComparisonService({ database }: RunStore, source: OutputsSource): Pick<RunHandlers, 'compare'> {
  const parts = { ...source, configurationOf: (run: string) => configurationOf(getRun(database, run)) }
  return { compare: (request, { signal }) => compareRuns(request, parts, signal) }
}

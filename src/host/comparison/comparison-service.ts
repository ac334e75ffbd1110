import { createPace } from '../../data/pace.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import type { DatasetRows } from '../outputs/dataset-rows.ts'
import type { KeptOutputsStore } from '../outputs/kept-outputs.ts'
import type { RunStore } from '../runs/run-store.ts'
import { configurationOf, getRun } from '../storage/runs.ts'
import { compareRuns } from '../../metrics/comparison/comparison.ts'

/** Comparing runs on what they say of their validation pairs. */
export function createComparisonService(
  { database }: RunStore,
  { stepOf, made }: KeptOutputsStore,
  { mask }: Pick<DatasetRows, 'mask'>,
): Pick<RunHandlers, 'compare'> {
  const parts = {
    stepOf,
    made,
    mask,
    pace: createPace,
    nameOf: (run: string) => getRun(database, run).name,
    configurationOf: (run: string) => configurationOf(getRun(database, run)),
  }
  return { compare: (request, { signal }) => compareRuns(request, parts, signal) }
}

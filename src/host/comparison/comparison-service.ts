import type { RunHandlers, RunService } from '../../shared/contract/run-service.ts'
import { checkpointOf } from '../runs/checkpoint-access.ts'
import type { RunStore } from '../runs/run-store.ts'
import { configurationOf, getRun } from '../storage/runs.ts'
import { compareRuns } from './comparison.ts'
import { createPairDecoder } from './decoded-pairs.ts'

/** Comparing runs on what `translate` makes of their validation pairs. */
export function createComparisonService(
  store: RunStore,
  translate: RunService['translate'],
): Pick<RunHandlers, 'compare'> {
  const decode = createPairDecoder(translate)
  return {
    async compare(request) {
      return compareRuns(request, {
        nameOf: (run) => getRun(store.database, run).name,
        configurationOf: (run) => configurationOf(getRun(store.database, run)),
        stepOf: (run, which) => checkpointOf(store, run, which).step,
        decode,
      })
    },
  }
}

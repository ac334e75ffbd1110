import type { OutputHandlers } from '../../shared/contract/outputs.ts'
import { findOutputs } from '../../shared/outputs/find-outputs.ts'
import type { OutputsSource } from '../../shared/outputs/run-outputs.ts'
import type { RunStore } from '../runs/run-store.ts'
import { listOutputs } from '../storage/outputs.ts'
import { getRun } from '../storage/runs.ts'
import type { KeptOutputsStore } from './kept-outputs.ts'

/** What runs say of their validation pairs. */
export function createOutputService(
  { database }: RunStore,
  kept: KeptOutputsStore,
  source: OutputsSource,
): Omit<OutputHandlers, 'onRows'> {
  return {
    async kept({ runs }) {
      return runs.flatMap((run) => {
        getRun(database, run)
        return listOutputs(database, run).map(({ step, pairs, leftOut, bytes }) => ({
          run,
          step,
          pairs,
          leftOut,
          bytes,
        }))
      })
    },
    async lacking({ runs, checkpoint }) {
      return runs.filter((run) => kept.isLacking({ run, checkpoint }))
    },
    async find(request, { signal }) {
      return findOutputs(request, source, signal)
    },
  }
}

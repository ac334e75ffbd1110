import { createPace } from '../../data/pace.ts'
import type { OutputHandlers } from '../../shared/contract/outputs.ts'
import type { RunStore } from '../runs/run-store.ts'
import { listOutputs } from '../storage/outputs.ts'
import { getRun } from '../storage/runs.ts'
import type { DatasetRows } from './dataset-rows.ts'
import { findOutputs } from '../../shared/outputs/find-outputs.ts'
import type { KeptOutputsStore } from './kept-outputs.ts'

/** What runs say of their validation pairs. */
export function createOutputService(
  { database }: RunStore,
  kept: KeptOutputsStore,
  { mask }: Pick<DatasetRows, 'mask'>,
): Omit<OutputHandlers, 'onRows'> {
  const nameOf = (run: string) => getRun(database, run).name
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
      return findOutputs(request, { ...kept, mask, nameOf, pace: createPace }, signal)
    },
  }
}

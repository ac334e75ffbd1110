import { createPace } from '../../data/pace.ts'
import type { OutputsSource } from '../../shared/outputs/run-outputs.ts'
import type { RunStore } from '../runs/run-store.ts'
import { getRun } from '../storage/runs.ts'
import type { DatasetRows } from './dataset-rows.ts'
import type { KeptOutputsStore } from './kept-outputs.ts'

/** The outputs of a history, for whoever finds pairs or compares runs. */
export function outputsSource(
  { database }: RunStore,
  { stepOf, kept, made }: KeptOutputsStore,
  { mask }: Pick<DatasetRows, 'mask'>,
): OutputsSource {
  return { stepOf, kept, made, mask, nameOf: (run) => getRun(database, run).name, pace: createPace }
}

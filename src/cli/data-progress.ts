import type { EventSource } from '../host/events.ts'
import type { DatasetService } from '../shared/contract/datasets.ts'
import { withTaskProgress } from './task-progress.ts'

interface AskedHost {
  readonly on: EventSource['on']
  readonly datasets: Pick<DatasetService, 'stop'>
}

/** Shows how far work on a dataset is; see {@link withTaskProgress}. */
export function withDataProgress<Result>(
  { on, datasets }: AskedHost,
  task: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const listen: Parameters<typeof withTaskProgress>[0]['on'] = (listener) =>
    on('datasetProgress', (told) => told.task === task && listener(told))
  return withTaskProgress({ on: listen, stop: () => datasets.stop({ task }) }, work)
}

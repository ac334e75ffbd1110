import type { EventSource } from '../host/events.ts'
import type { BundleService } from '../shared/contract/bundles.ts'
import { withTaskProgress } from './task-progress.ts'

interface AskedHost {
  readonly on: EventSource['on']
  readonly bundles: Pick<BundleService, 'stop'>
}

/** Shows how far an export or an import of a bundle is; see {@link withTaskProgress}. */
export function withBundleProgress<Result>(
  { on, bundles }: AskedHost,
  task: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const listen: Parameters<typeof withTaskProgress>[0]['on'] = (listener) =>
    on('bundleProgress', (told) => told.task === task && listener(told))
  return withTaskProgress({ on: listen, stop: () => bundles.stop({ task }) }, work)
}

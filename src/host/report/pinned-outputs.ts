import type { OutputRequest, OutputsSource, RunOutputs } from '../../shared/outputs/run-outputs.ts'

/**
 * A source whose checkpoints stay as they were when they were first read: what is found and what is compared in a report is of
 * the same steps, though its runs may be trained meanwhile.
 */
export function pinnedOutputs(source: OutputsSource): OutputsSource {
  const read = new Map<string, RunOutputs>()
  const keyOf = ({ run, checkpoint }: OutputRequest) => JSON.stringify([run, checkpoint])
  function pinned(request: OutputRequest, found: RunOutputs): RunOutputs {
    read.set(keyOf(request), found)
    return found
  }
  function kept(request: OutputRequest): RunOutputs | null {
    const before = read.get(keyOf(request))
    if (before) return before
    const found = source.kept(request)
    return found && pinned(request, found)
  }
  return {
    ...source,
    kept,
    stepOf: (request) => read.get(keyOf(request))?.step ?? source.stepOf(request),
    async made(request, signal) {
      return kept(request) ?? pinned(request, await source.made(request, signal))
    },
  }
}

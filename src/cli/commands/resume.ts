import { followRun } from '../follow-run.ts'
import { type CommonOptions, withHost } from '../context.ts'
import { findRun } from '../find-run.ts'

/** `saccade resume RUN`: goes on from the last checkpoint, or starts a run that still waits. */
export function resume(text: string, options: CommonOptions): Promise<number> {
  return withHost(options, async (host) => {
    const { run } = await findRun(host.api.runs, text)
    await host.api.runs.resume({ run })
    return followRun(host, run, { json: options.json ?? false })
  })
}

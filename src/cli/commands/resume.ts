import { followRun } from '../follow-run.ts'
import { type CommonOptions, withHost } from '../context.ts'
import { findRun } from '../find-run.ts'

export interface ResumeOptions extends CommonOptions {
  readonly checkpoint: 'best' | 'last'
  readonly engineChange?: boolean
}

/** `saccade resume RUN`: goes on from a checkpoint, or starts a run that still waits. */
export function resume(text: string, { checkpoint, engineChange, ...options }: ResumeOptions): Promise<number> {
  return withHost(options, async (host) => {
    const { run } = await findRun(host.api.runs, text)
    await host.api.runs.resume({ run, checkpoint, engineChange })
    return followRun(host, run, { json: options.json ?? false })
  })
}

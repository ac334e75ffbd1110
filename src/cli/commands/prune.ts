import type { PrunedRun } from '../../shared/contract/run-service.ts'
import { MEGABYTE } from '../../shared/config/kept.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { chooseRuns } from '../choose-runs.ts'
import { withAnyHost, withReadingHost } from '../context.ts'
import { print, printJson } from '../output.ts'
import type { ChoosingOptions } from './marks.ts'

export interface PruneOptions extends ChoosingOptions {
  readonly keep?: number
  readonly toSize?: number
  readonly dryRun?: boolean
}

/** `saccade prune RUN… --keep N --to-size MB`: deletes kept checkpoints; best and last stay. */
export async function prune(named: readonly string[], options: PruneOptions): Promise<number> {
  const { where, json = false, keep, toSize: megabytes, dryRun = false } = options
  if (keep === undefined && megabytes === undefined) {
    throw new SaccadeError('bad-usage', 'It is not said what may stay', {
      hint: 'Say how many checkpoints beside best and last with --keep N, or how much room with --to-size MB.',
    })
  }
  const bounds = { keep, megabytes, dryRun }
  const tell = (pruned: readonly PrunedRun[]) => {
    if (json) for (const one of pruned) printJson(one)
    else print(...pruned.map((one) => line(one, dryRun)), total(pruned, dryRun))
  }
  if (dryRun) {
    // What changes nothing can be asked while another host holds the folder.
    return withReadingHost(options, async ({ runs }) => {
      const chosen = await chooseRuns(runs, named, where)
      tell(await runs.prune({ runs: chosen.map(({ run }) => run), ...bounds, dryRun: true }))
    })
  }
  return withAnyHost(options, async ({ api }) => {
    const chosen = await chooseRuns(api.runs, named, where)
    tell(await api.runs.prune({ runs: chosen.map(({ run }) => run), ...bounds }))
    return 0
  })
}

function line({ run, kept, dropped, freed, left }: PrunedRun, dryRun: boolean): string {
  const done = dryRun ? 'would be deleted' : 'deleted'
  return `${run}  ${counted(dropped.length, 'checkpoint')} ${done} (${size(freed)}), ${kept.length} kept (${size(left)})`
}

function total(pruned: readonly PrunedRun[], dryRun: boolean): string {
  const freed = pruned.reduce((sum, one) => sum + one.freed, 0)
  return `${size(freed)} ${dryRun ? 'would be freed' : 'freed'} of ${counted(pruned.length, 'run')}; best and last stay`
}

function size(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(2)} MB`
}

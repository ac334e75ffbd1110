import type { RunSummary } from '../shared/contract/runs.ts'
import type { RunService } from '../shared/contract/run-service.ts'
import { findNamed } from './find-named.ts'

/** The run that a user means. @throws not-found, or bad-usage when several fit */
export async function findRun(runs: Pick<RunService, 'list'>, text: string): Promise<RunSummary> {
  const all = await runs.list()
  const hint =
    all.length > 0
      ? '`saccade runs` lists the runs there are.'
      : 'There are no runs yet in this data folder; see --data-dir.'
  return findNamed(all, text, { what: 'run', idOf: ({ run }) => run, hint })
}

import type { SweepSummary } from '../../../shared/contract/sweeps.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { findNamed } from '../../find-named.ts'

/** The sweep that a user means; where none is named, the one made last. @throws not-found, bad-usage where it may be several */
export function findSweep(all: readonly SweepSummary[], named: string | undefined): SweepSummary {
  const hint =
    all.length > 0 ? '`saccade sweep list` lists them.' : 'There are no sweeps yet in this data folder; see --data-dir.'
  if (named !== undefined) return findNamed(all, named, { what: 'sweep', idOf: ({ id }) => id, hint })
  const [last] = all
  if (last) return last
  throw new SaccadeError('not-found', 'There is no sweep', { hint })
}

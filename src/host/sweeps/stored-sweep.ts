import { createHash } from 'node:crypto'
import { isJsonObject } from '../../shared/config/assign.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { SweepId } from '../../shared/contract/sweeps.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { Decision } from '../../shared/sweeps/decisions.ts'
import { type ResolvedSweep, expandSweep, resolveSweep } from '../../shared/sweeps/expand.ts'
import { type Halving, rungSteps } from '../../shared/sweeps/halving.ts'
import type { Point } from '../../shared/sweeps/points.ts'
import { readSweep } from '../../shared/sweeps/read-sweep.ts'
import type { Database } from '../storage/database.ts'
import { parseStored } from '../storage/stored-json.ts'
import { type SweepRow, type SweepRunRow, findSweep, listDecisions, listSweepRuns } from '../storage/sweeps.ts'

/** A sweep as it stands: what it is, its runs, and what was decided about them. */
export interface StoredSweep {
  readonly row: SweepRow
  readonly sweep: ResolvedSweep
  readonly runs: readonly SweepRunRow[]
  readonly decisions: readonly Decision[]
  /** Null where runs are not halved. */
  readonly halving: Halving | null
}

/** @throws not-found; bad-configuration where what is stored does not fit this version */
export function getSweep(database: Database, id: SweepId): StoredSweep {
  const row = getSweepRow(database, id)
  const sweep = sweepOf(row)
  const runs = listSweepRuns(database, id)
  const { stopping, metric } = sweep
  const most = runs.reduce((longest, { steps }) => Math.max(longest, steps), 0)
  const halving =
    stopping.kind === 'halving'
      ? {
          eta: stopping.eta,
          better: metric.better,
          rungs: rungSteps({ eta: stopping.eta, least: stopping.least ?? 1, most }),
        }
      : null
  return { row, sweep, runs, halving, decisions: listDecisions(database, id) }
}

/** @throws not-found */
export function getSweepRow(database: Database, id: SweepId): SweepRow {
  const row = findSweep(database, id)
  if (row) return row
  throw new SaccadeError('not-found', `There is no sweep “${id}”`, {
    hint: { terminal: '`saccade sweep list` lists the sweeps there are.', window: 'It may have been forgotten.' },
  })
}

/** What is stored says its metric; of what says none the runs do. */
function sweepOf({ id, sweep_json }: SweepRow): ResolvedSweep {
  const sweep = readSweep(parseStored(sweep_json, `The sweep ${id}`))
  const { metric } = sweep
  if (metric?.better !== undefined) return { ...sweep, metric: { name: metric.name, better: metric.better } }
  return resolveSweep(sweep, expandSweep(sweep))
}

/** What a run differs from its base in. */
export function pointOf({ number, point_json }: Pick<SweepRunRow, 'number' | 'point_json'>): Point {
  const point = parseStored(point_json, `Run ${number} of a sweep`)
  return isJsonObject(point) ? point : {}
}

/** What tells whether a run is trained already: its whole configuration but its name and where it came from. */
export function digestOf(configuration: Configuration): string {
  return createHash('sha256')
    .update(JSON.stringify({ ...configuration, name: '', preset: '' }))
    .digest('hex')
}

import type { SweepId } from '../../shared/contract/sweeps.ts'
import { newId } from '../folder/new-id.ts'
import type { Database } from '../storage/database.ts'
import { type SweepRow, findSweep, listSweeps } from '../storage/sweeps.ts'

/** A sweep as a file from elsewhere tells of it. */
interface ToldSweep {
  readonly id: SweepId
  readonly created: number
  /** Its definition. */
  readonly json: string
}

/** Whether a sweep of the history is the one that is told of, be it under an id that was free here. */
export const isSameSweep = (row: SweepRow, { id, created, json }: ToldSweep): boolean =>
  row.created === created && (row.id === id || row.sweep_json === json)

/** The sweep where the history has it, and the id that it has or is to have here. */
export function knownSweep(database: Database, told: ToldSweep): { there: SweepRow | undefined; id: SweepId } {
  const there = listSweeps(database).find((row) => isSameSweep(row, told))
  const taken = (id: string) => findSweep(database, id) !== undefined
  return { there, id: there?.id ?? (taken(told.id) ? newId('s', taken) : told.id) }
}

import type { PrunedRun } from '../../shared/contract/run-service.ts'
import { MEGABYTE } from '../../shared/config/kept.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import { explaining } from '../../shared/system-errors.ts'
import { dropKept, listCheckpoints, listKept } from '../storage/checkpoints.ts'
import type { Database } from '../storage/database.ts'
import { deleteSuperseded } from './checkpoint-files.ts'
import type { RunStore } from './run-store.ts'
import { type Fits, thinOut } from './thin-out.ts'

/** How much a run may keep beside best and last: so many checkpoints, and so many megabytes of them. */
export interface KeptBounds {
  readonly keep?: number
  readonly megabytes?: number
}

export function withinBounds({ keep = Infinity, megabytes = Infinity }: KeptBounds): Fits {
  return (left) => left.length <= keep && bytesOf(left) <= megabytes * MEGABYTE
}

/** Forgets what a run keeps beyond the bounds. Call it in a transaction, and delete the files after it. */
export function dropBeyond(database: Database, run: RunId, bounds: KeptBounds): CheckpointRecord[] {
  const { dropped } = thinOut(listKept(database, run), withinBounds(bounds))
  const steps = dropped.map(({ step }) => step)
  dropKept(database, run, steps)
  return dropped
}

/** Deletes what a run keeps beyond the bounds, or only says what that would be. Best and last always stay. */
export function pruneRun(store: RunStore, run: RunId, bounds: KeptBounds, dryRun: boolean): PrunedRun {
  const { database } = store
  const folder = store.checkpointFolder(run)
  const { left, dropped } = thinOut(listKept(database, run), withinBounds(bounds))
  const told = { run, kept: left.map(({ step }) => step), dropped: dropped.map(({ step }) => step) }
  const bytes = { freed: bytesOf(dropped), left: bytesOf(left) }
  if (dryRun || dropped.length === 0) return { ...told, ...bytes }
  explaining('the history', () => database.transaction(() => dropKept(database, run, told.dropped))())
  // Rows go first: a file without a row is only lost room, until the run's folder is tidied.
  explaining(`the run's folder ${folder}`, () =>
    deleteSuperseded(folder, filesOf(dropped), listCheckpoints(database, run)),
  )
  store.announce(run)
  return { ...told, ...bytes }
}

export function filesOf(records: readonly CheckpointRecord[]): string[] {
  return records.map(({ file }) => file)
}

function bytesOf(records: readonly CheckpointRecord[]): number {
  return records.reduce((sum, { bytes }) => sum + bytes, 0)
}

import fs from 'node:fs'
import path from 'node:path'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { hasEnded } from '../../shared/run-state.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import type { RunStore } from '../runs/run-store.ts'
import { keepFormer, listCheckpoints, putCheckpoints } from '../storage/checkpoints.ts'
import { moveToRun, takePlace } from '../storage/imported-runs.ts'
import { type RunRow, getRun } from '../storage/runs.ts'
import type { Twin } from './import-plan.ts'
import { lackingCheckpoints, wordsOf } from './lacking.ts'
import type { RunFile } from './run-file.ts'

/** Gives a run what it lacks, over nothing that it has. Says what that is, in words. */
export function complete(store: RunStore, from: RunId, { row, lacking }: Twin): string[] {
  if (hasGoneOn(store, row)) return []
  moveToRun(store.database, from, row.id)
  return wordsOf({ ...lacking, checkpoints: moveCheckpoints(store, from, row.id, lacking.checkpoints) })
}

/**
 * Lets a later state of a run take the place of the one that is here, whose checkpoints stay: best and last only where they still are.
 * False where the one here has gone on meanwhile, and stays.
 */
export function replace(store: RunStore, from: RunId, { row, file }: { row: RunRow; file: RunFile }): boolean {
  if (hasGoneOn(store, row)) return false
  takePlace(store.database, from, row.id)
  keepFormer(store.database, row.id, { best: file.best.step, last: file.step })
  moveCheckpoints(store, from, row.id, file.checkpoints)
  return true
}

/** Then its worker writes to the same places, or has, and what came in is of another time. */
function hasGoneOn({ database }: RunStore, row: RunRow): boolean {
  const now = getRun(database, row.id)
  return !hasEnded(now.state) || now.updated !== row.updated || now.step !== row.step
}

/** Gives a run those of the checkpoints that it lacks, and says which these were. */
function moveCheckpoints(
  store: RunStore,
  from: RunId,
  to: RunId,
  wanted: readonly CheckpointRecord[],
): readonly CheckpointRecord[] {
  const { database } = store
  const folder = store.checkpointFolder(to)
  const named = new Set(listCheckpoints(database, to).map(({ file }) => file))
  const checkpoints = lackingCheckpoints(database, to, wanted)
  for (const name of new Set(checkpoints.map(({ file }) => file))) {
    const place = path.join(folder, name)
    // A file that no row names was left behind by something that was cut off.
    if (named.has(name) && fs.existsSync(place)) continue
    makeFolders(folder)
    fs.renameSync(path.join(store.checkpointFolder(from), name), place)
  }
  putCheckpoints(database, to, checkpoints)
  return checkpoints
}

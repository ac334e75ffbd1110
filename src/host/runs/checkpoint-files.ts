import fs from 'node:fs'
import path from 'node:path'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { systemCode } from '../storage/failures.ts'

/** @throws storage when a file that a worker reports is not there in full; only then may its row be stored */
export function checkCheckpointFile(folder: string, { file, bytes }: CheckpointRecord): void {
  if (path.basename(file) !== file) {
    throw new SaccadeError('internal', `A worker reported a checkpoint outside its folder: ${file}`)
  }
  const size = fs.statSync(path.join(folder, file), { throwIfNoEntry: false })?.size
  if (size === bytes) return
  const found = size === undefined ? 'is not there' : `has ${size} bytes instead of ${bytes}`
  throw new SaccadeError('storage', `The checkpoint ${path.join(folder, file)} ${found}`, {
    hint: 'Leave the data folder alone while a run trains; resume the run to go on from its last checkpoint.',
  })
}

/**
 * Deletes what no row refers to: replaced checkpoints, and whatever a worker or host that was killed between file
 * and row left behind. Rows come after files, so a file without a row is never needed. Returns the names deleted.
 */
export function deleteOrphans(folder: string, records: readonly CheckpointRecord[]): string[] {
  const needed = new Set(records.map((record) => record.file))
  const orphans = filesIn(folder).filter((file) => !needed.has(file))
  for (const file of orphans) fs.rmSync(path.join(folder, file), { force: true })
  return orphans
}

/** Deletes the named files, except those that a row refers to. */
export function deleteSuperseded(folder: string, files: readonly string[], records: readonly CheckpointRecord[]): void {
  const needed = new Set(records.map((record) => record.file))
  for (const file of files) {
    if (path.basename(file) === file && !needed.has(file)) fs.rmSync(path.join(folder, file), { force: true })
  }
}

function filesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
}

import fs from 'node:fs'
import path from 'node:path'
import type { RunId } from '../../shared/contract/runs.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { lookAt, namesIn } from '../../shared/user-paths.ts'

/** @throws storage, with the hint, when the file of a record is not there in full */
export function checkCheckpointFile(folder: string, record: CheckpointRecord, hint: string): void {
  const { file, bytes } = record
  if (path.basename(file) !== file) {
    throw new SaccadeError('internal', `A worker reported a checkpoint outside its folder: ${file}`)
  }
  const size = sizeOf(folder, record)
  if (size === bytes) return
  const found = size === undefined ? 'is not there' : `has ${size} bytes instead of ${bytes}`
  throw new SaccadeError('storage', `The checkpoint ${path.join(folder, file)} ${found}`, { hint })
}

/** What a user can do when a run cannot go on from this checkpoint because its file is damaged. */
export function wayAround(
  run: RunId,
  folder: string,
  damaged: CheckpointRecord,
  all: readonly CheckpointRecord[],
): string {
  const other = all.find(
    (record) => record.kind !== 'kept' && record.file !== damaged.file && sizeOf(folder, record) === record.bytes,
  )
  const restore = 'put the file back from a backup; it was not changed'
  if (!other) return `No other checkpoint of the run is there. Start a new run, or ${restore}.`
  const flag = other.kind === 'best' ? ' --checkpoint best' : ''
  return `\`saccade resume ${run}${flag}\` goes on from the ${other.kind} checkpoint, of step ${other.step}; or ${restore}.`
}

function sizeOf(folder: string, { file }: CheckpointRecord): number | undefined {
  return lookAt(path.join(folder, file), `the checkpoint ${path.join(folder, file)}`)?.size
}

/**
 * Deletes what no row refers to: replaced checkpoints, and whatever a worker or host that was killed between file
 * and row left behind. Rows come after files, so a file without a row is never needed. Returns the names deleted.
 */
export function deleteOrphans(folder: string, records: readonly CheckpointRecord[]): string[] {
  const needed = new Set(records.map((record) => record.file))
  return explaining(`the run's folder ${folder}`, () => {
    const orphans = namesIn(folder).filter((file) => !needed.has(file))
    for (const file of orphans) fs.rmSync(path.join(folder, file), { force: true })
    return orphans
  })
}

/** Deletes the named files, except those that a row refers to. */
export function deleteSuperseded(folder: string, files: readonly string[], records: readonly CheckpointRecord[]): void {
  const needed = new Set(records.map((record) => record.file))
  for (const file of files) {
    if (path.basename(file) === file && !needed.has(file)) fs.rmSync(path.join(folder, file), { force: true })
  }
}

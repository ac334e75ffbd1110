import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { readCheckpoint } from '../../shared/checkpoint-file.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining, systemCode } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import type { RunStore } from '../runs/run-store.ts'
import { putCheckpoints } from '../storage/checkpoints.ts'
import { finishParts } from '../storage/curve-parts.ts'
import { insertHiddenRun } from '../storage/imported-runs.ts'
import { checkGoingOn } from '../tasks.ts'
import { PARTLY, placeOf } from './identity.ts'
import type { PlannedRun } from './import-plan.ts'
import { checkpointEntry, partEntry } from './manifest.ts'
import { type Part, type PartContext, type PartLine, unfit } from './part.ts'
import { PARTS } from './parts.ts'
import { toRow } from './run-file.ts'
import { type ZipReader, linesOf } from './zip-reader.ts'

/** So many bytes of lines make a transaction: some thousand points of curves, between which others have a turn. */
const TRANSACTION_BYTES = 64 * 1024
export interface Storing extends PlannedRun {
  readonly id: RunId
  readonly context: PartContext
  readonly signal: AbortSignal
}

/**
 * The row first: with it everything of the run is removed again, whatever happens. Of a run that is here it is what that one
 * lacks, and its sentences, which maps refer to.
 */
export async function storeRun(
  store: RunStore,
  zip: ZipReader,
  { file, id, twin, context, signal }: Storing,
): Promise<void> {
  const { database } = store
  explaining('the history', () => insertHiddenRun(database, toRow(file, id), file.tags))
  const isWanted = (part: Part, line: unknown) =>
    !twin || part.name === 'watched' || twin.lacking.lines.get(part.name)?.has(placeOf(part, line)) === true
  for (const part of twin ? PARTLY : PARTS) {
    const name = partEntry(file.run, part.name)
    if (!zip.entries.has(name)) continue
    let lines: PartLine[] = []
    let held = 0
    const flush = () => {
      storing(name, () => database.transaction(() => part.store(database, id, name, lines, context))())
      lines = []
      held = 0
    }
    for await (const { value, bytes, number } of linesOf(zip, name, part.mostLineBytes)) {
      if (isWanted(part, value)) lines.push({ value, number })
      if ((held += bytes) < TRANSACTION_BYTES) continue
      flush()
      await new Promise(setImmediate)
    }
    if (lines.length > 0) flush()
    checkGoingOn(signal)
  }
  database.transaction(() => finishParts(database, id))()
  await storeCheckpoints(store, zip, { run: file.run, checkpoints: twin?.lacking.checkpoints ?? file.checkpoints, id })
}

/** What does not fit what is stored of its run already is a fault of the bundle. */
function storing(name: string, work: () => void): void {
  try {
    explaining('the history', work)
  } catch (error) {
    const cause = error instanceof SaccadeError ? error.cause : error
    if (systemCode(cause).startsWith('SQLITE_CONSTRAINT') || systemCode(cause) === 'SQLITE_MISMATCH') {
      throw unfit(name, 'its lines do not fit each other')
    }
    throw error
  }
}

async function storeCheckpoints(
  store: RunStore,
  zip: ZipReader,
  { run, checkpoints, id }: { run: RunId; checkpoints: readonly CheckpointRecord[]; id: RunId },
) {
  const folder = store.checkpointFolder(id)
  for (const name of new Set(checkpoints.map((record) => record.file))) {
    makeFolders(folder)
    const place = path.join(folder, name)
    const entry = checkpointEntry(run, name)
    await pipeline(zip.read(entry), fs.createWriteStream(place, { flags: 'wx', flush: true }))
    const steps = await readCheckpoint(place).then(
      ({ content }) => content.trainer.step,
      (error: unknown) => {
        throw unfit(entry, error instanceof Error ? error.message : String(error))
      },
    )
    const { size } = fs.statSync(place)
    const told = checkpoints.filter((record) => record.file === name)
    if (told.some(({ step, bytes }) => step !== steps || bytes !== size)) {
      throw unfit(entry, `it is of step ${steps} with ${size} bytes, and the run tells something else`)
    }
  }
  explaining('the history', () => putCheckpoints(store.database, id, checkpoints))
}

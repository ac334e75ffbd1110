import { ANOTHER_CHECKPOINT } from '../../shared/checkpoint-file.ts'
import fs from 'node:fs'
import path from 'node:path'
import type { CheckpointName, RunId } from '../../shared/contract/runs.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import { type AskedStep, nearestCheckpoint } from '../../shared/nearest-checkpoint.ts'
import { whyNoCheckpoint } from '../../shared/no-checkpoint.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { findCheckpoint, listCheckpoints } from '../storage/checkpoints.ts'
import { wasEvaluated } from '../storage/evaluations.ts'
import { getRun } from '../storage/runs.ts'
import { checkCheckpointFile } from './checkpoint-files.ts'
import type { RunStore } from './run-store.ts'

/** Steps that a hint names. */
const MOST_NAMED = 4

/** A run that trains quickly may replace its file between several looks and readings. */
const MOST_LOOKS = 5

/** Lets `use` have the path of a checkpoint that a user named. */
export async function withCheckpoint<Result>(
  store: RunStore,
  { run, checkpoint: which }: { run: RunId; checkpoint: CheckpointName },
  use: (checkpoint: string) => Promise<Result>,
): Promise<Result> {
  return withRecord(
    store,
    run,
    () => checkpointOf(store, run, which),
    (file) => use(file),
  )
}

/** The same of the one that is nearest to a step. @throws not-found where there is none yet */
export async function withNearest<Result>(
  store: RunStore,
  { run, step }: { run: RunId; step: AskedStep },
  use: (checkpoint: string, record: CheckpointRecord) => Promise<Result>,
): Promise<Result> {
  const find = () => {
    const record = nearestCheckpoint(listCheckpoints(store.database, run), step)
    if (record) return record
    throw new SaccadeError('not-found', 'The run has no checkpoint', { hint: thereAre(run, []) })
  }
  return withRecord(store, run, find, use)
}

/** A training run may replace the file between the look and the reading. */
async function withRecord<Result>(
  store: RunStore,
  run: RunId,
  find: () => CheckpointRecord,
  use: (checkpoint: string, record: CheckpointRecord) => Promise<Result>,
): Promise<Result> {
  getRun(store.database, run)
  for (let attempt = 1; ; attempt++) {
    const record = find()
    const folder = store.checkpointFolder(run)
    const file = path.join(folder, record.file)
    try {
      checkCheckpointFile(folder, record, ANOTHER_CHECKPOINT)
      return await use(file, record)
    } catch (error) {
      const replaced = !fs.existsSync(file)
      if (!replaced || attempt === MOST_LOOKS) throw error
    }
  }
}

/** The row of a stored checkpoint. @throws not-found */
export function checkpointOf(store: RunStore, run: RunId, which: CheckpointName) {
  const record = findCheckpoint(store.database, run, which)
  if (!record) throw noCheckpoint(store, run, which)
  return record
}

/**
 * Where a run goes on from: its last checkpoint, or the best one where that is wished. Null for one that never came to its
 * first evaluation, which begins anew and loses nothing by it. @throws not-found where what it stored would be trained over
 */
export function resumePointOf(store: RunStore, run: RunId, which: 'best' | 'last' = 'last'): CheckpointRecord | null {
  const { database } = store
  const record = findCheckpoint(database, run, which)
  if (record) return record
  const begun = wasEvaluated(database, run) || listCheckpoints(database, run).length > 0
  if (which === 'last' && !begun) return null
  const best = findCheckpoint(database, run, 'best')
  const way =
    best && `\`saccade resume ${run} --checkpoint best\` goes on from the best checkpoint, of step ${best.step}.`
  throw noCheckpoint(store, run, which, way ?? undefined)
}

function noCheckpoint(store: RunStore, run: RunId, which: string | number, way?: string): SaccadeError {
  const { database } = store
  const steps = [...new Set(listCheckpoints(database, run).map((record) => record.step))].reverse()
  const name = typeof which === 'number' ? `checkpoint of step ${which}` : `${which} checkpoint`
  const why = () => whyNoCheckpoint(getRun(database, run).state, wasEvaluated(database, run))
  const hint = way ?? (steps.length === 0 ? why() : thereAre(run, steps))
  return new SaccadeError('not-found', `The run has no ${name}`, { hint })
}

function thereAre(run: RunId, steps: readonly number[]): string {
  if (steps.length <= MOST_NAMED) return `It has checkpoints of step ${steps.join(' and ')}.`
  return `It has ${steps.length} checkpoints, from step ${steps[0]} to ${steps.at(-1)}; \`saccade show ${run}\` lists them.`
}

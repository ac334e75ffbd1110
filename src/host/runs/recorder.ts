import type { RunId } from '../../shared/contract/runs.ts'
import type { CheckpointRecord, EvaluationRecord, RecorderApi, SnapshotRecord } from '../../shared/contract/recorder.ts'
import type { PreparedInfo } from '../../shared/contract/trainer.ts'
import { MEGABYTE } from '../../shared/config/kept.ts'
import { improves } from '../../shared/metrics.ts'
import type { PairOutputs } from '../../shared/outputs/pair-outputs.ts'
import { checkCheckpointFile, deleteSuperseded } from './checkpoint-files.ts'
import { dropBeyond, filesOf } from './prune.ts'
import type { RunStore } from './run-store.ts'
import { listCheckpoints, putCheckpoints } from '../storage/checkpoints.ts'
import { putEvaluation } from '../storage/evaluations.ts'
import { goBackToBest } from '../storage/go-back.ts'
import { explaining } from '../../shared/system-errors.ts'
import { insertMetrics } from '../storage/metrics.ts'
import type { Database } from '../storage/database.ts'
import { type PackedPairs, forgetOldOutputs, packPairs, putOutputs } from '../storage/outputs.ts'
import { configurationOf, getRun, setBest, setPrepared, setStep } from '../storage/runs.ts'
import { putSnapshot } from '../storage/snapshots.ts'
import { putWatched } from '../storage/watched.ts'

const LEAVE_ALONE =
  'Leave the data folder alone while a run trains; resume the run to go on from the last checkpoint that was stored.'

/**
 * Stores what a run's worker hands over. A call answers after the commit: what the worker knows to be stored, and
 * what the events then tell, is there after any kill.
 */
export function createRecorder(store: RunStore, run: RunId): RecorderApi {
  const folder = store.checkpointFolder(run)
  /** The pairs that this worker evaluates. */
  let list: PackedPairs | null = null
  return {
    async storeEvaluation(evaluation) {
      for (const record of evaluation.checkpoints) checkCheckpointFile(folder, record, LEAVE_ALONE)
      const { decoded } = evaluation
      if (decoded?.pairs) list = packPairs({ pairs: decoded.pairs, among: decoded.among })
      const kept = decoded && list && { list, outputs: decoded.outputs }
      const dropped = explaining('the history', () => commitEvaluation(store, run, evaluation, kept ?? null))
      // Only now are the old files of no use to anybody.
      const unused = [...evaluation.superseded, ...filesOf(dropped)]
      deleteSuperseded(folder, unused, listCheckpoints(store.database, run))
      tellOfNoRoom(store, run, evaluation, dropped)
      const { step, metrics } = evaluation
      if (isEvaluated(evaluation)) {
        store.emit('metrics', { run, rows: [{ step, metrics }] })
        store.emit('evaluation', { run, step, metrics })
      }
      store.announce(run)
    },
    async storeSnapshot(snapshot: SnapshotRecord) {
      explaining('the history', () => putSnapshot(store.database, run, snapshot))
      store.emit('snapshot', { run, step: snapshot.step })
    },
  } satisfies RecorderApi
}

interface GoingOn {
  readonly reason: string
  /** From the best checkpoint, though the run had gone further. */
  readonly fromBest: boolean
}

/** Stores that a run's worker is ready, and what of the run's earlier ways is true no longer. */
export function recordPrepared(
  store: RunStore,
  run: RunId,
  prepared: PreparedInfo,
  { reason, fromBest }: GoingOn,
): void {
  const { database } = store
  const back: { step: number | null } = { step: null }
  store.move(run, 'running', reason, () => {
    if (fromBest) back.step = goBackToBest(database, run)
    setPrepared(database, run, prepared)
    putWatched(database, run, prepared.watched)
  })
  if (back.step !== null) store.emit('wentBack', { run, step: back.step })
}

interface Decoded {
  readonly list: PackedPairs
  readonly outputs: PairOutputs
}

/** Gives the kept checkpoints that have no room any more. */
function commitEvaluation(
  { database, now, steps }: RunStore,
  run: RunId,
  evaluation: EvaluationRecord,
  decoded: Decoded | null,
): CheckpointRecord[] {
  steps.flush() // a run that goes on from here has everything of before
  const { step, metrics, checkpoints } = evaluation
  return database.transaction(() => {
    insertMetrics(database, run, [{ step, metrics }])
    if (isEvaluated(evaluation)) putEvaluation(database, run, step, now())
    putCheckpoints(database, run, checkpoints)
    if (decoded) putOutputs(database, { run, step }, { ...decoded, most: roomForOutputs(database, run) })
    forgetOldOutputs(database, run)
    setStep(database, run, step, now())
    const { best_metric: metric, best_step, best_value } = getRun(database, run)
    const value = metrics[metric]
    const best = best_step === null ? null : (best_value ?? NaN)
    // Of equals the later one, as the worker chooses the best checkpoint.
    if (value !== undefined && (improves(metric, value, best) || value === best))
      setBest(database, run, { value, step })
    const { keep } = configurationOf(getRun(database, run)).training
    return keep.kind === 'within' ? dropBeyond(database, run, { megabytes: keep.megabytes }) : []
  })()
}

/** In bytes. */
function roomForOutputs(database: Database, run: RunId): number {
  return configurationOf(getRun(database, run)).evaluation.keep * MEGABYTE
}

/** Where a single checkpoint takes more than all may, the run keeps none: said once, at its first. */
function tellOfNoRoom(
  store: RunStore,
  run: RunId,
  { step, checkpoints }: EvaluationRecord,
  dropped: readonly CheckpointRecord[],
): void {
  const kept = checkpoints.find(({ kind }) => kind === 'kept')
  if (step > 0 || !kept || !dropped.some(({ file }) => file === kept.file)) return
  const size = (kept.bytes / MEGABYTE).toFixed(1)
  store.log(run, 'warning', `A checkpoint takes ${size} MB, and training.keep.megabytes has room for none`)
}

/** A run that pauses or stops between two evaluations stores a checkpoint alone. */
function isEvaluated({ metrics }: EvaluationRecord): boolean {
  return Object.keys(metrics).length > 0
}

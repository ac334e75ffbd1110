import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeConfiguration } from '../../shared/config/compose.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import type { MetricValues, ResumePoint, TrainOutcome, TrainerEvents } from '../../shared/contract/trainer.ts'
import type { EvaluationRecord, SnapshotRecord } from '../../shared/contract/recorder.ts'
import { type Control, createControl } from './control.ts'
import { trainRun } from './run.ts'

/** For tests: a small model with dropout and coins on reversed letters; `assignments` go on top. */
export function tinyConfiguration(...assignments: string[]): Configuration {
  const settings = [
    'data.source.trainPairs=100',
    'data.source.validPairs=12',
    'data.source.maximumLength=4',
    'data.source.minimumLength=2',
    'data.source.symbols=6',
    'model.encoder.layers=1',
    'model.decoder.layers=1',
    'model.encoder.hidden=6',
    'model.encoder.embedding=4',
    'model.encoder.dropout=0.2',
    'model.decoder.hidden=6',
    'model.decoder.embedding=4',
    'model.decoder.dropout=0.2',
    'model.attention.size=5',
    'training.steps=20',
    'training.batchSize=8',
    'training.teacherForcing.ratio=0.5',
    'training.teacherForcing.unit="token"',
    'training.earlyStopping={"metric":"valid/loss","goal":null}',
    'evaluation.every=7',
    'evaluation.watched={"count":3,"firstStep":2,"growth":1.5}',
  ]
  return parseConfiguration(
    composeConfiguration({
      preset: 'bigru-bahdanau',
      source: { kind: 'task', task: 'reverse' },
      assignments: [...settings, ...assignments],
      seed: 3,
    }),
  )
}

/** What a run told its host, in the order of telling. */
export interface Told {
  readonly folder: string
  readonly rows: { step: number; metrics: MetricValues }[]
  readonly evaluations: EvaluationRecord[]
  readonly snapshots: SnapshotRecord[]
  readonly events: {
    [Name in keyof TrainerEvents]: { name: Name; payload: TrainerEvents[Name] }
  }[keyof TrainerEvents][]
  readonly stored: string[]
}

export interface TinyRunOptions {
  readonly configuration: Configuration
  readonly folder?: string
  readonly checkpoint?: string | null
  readonly control?: Control
  readonly onStep?: (step: number) => void
  readonly onEvaluation?: (record: EvaluationRecord) => Promise<void>
}

/** Trains in this process and keeps everything that a host would be told. */
export function startTinyRun(options: TinyRunOptions & { folder: string }): {
  told: Told
  outcome: Promise<TrainOutcome>
} {
  const { configuration, folder, checkpoint = null, control = createControl(), onStep, onEvaluation } = options
  const told: Told = { folder, rows: [], evaluations: [], snapshots: [], events: [], stored: [] }
  const outcome = trainRun({
    request: { configuration, folder, checkpoint: resumePoint(checkpoint) },
    control,
    onStep,
    emit: (name, payload) => {
      told.events.push({ name, payload } as Told['events'][number])
      if ('rows' in payload) told.rows.push(...payload.rows)
    },
    recorder: {
      async storeEvaluation(record) {
        told.evaluations.push(record)
        told.stored.push(`evaluation ${record.step}`)
        await onEvaluation?.(record)
      },
      async storeSnapshot(record) {
        told.snapshots.push(record)
        told.stored.push(`snapshot ${record.step}`)
        await Promise.resolve()
      },
    },
  })
  return { told, outcome }
}

export async function runTiny(options: TinyRunOptions): Promise<Told & { outcome: TrainOutcome }> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'saccade-run-')))
  const { told, outcome } = startTinyRun({ ...options, folder })
  return { ...told, outcome: await outcome }
}

/** What a host says of a checkpoint of a run whose engine it does not know. */
export function resumePoint(file: string | null): ResumePoint | null {
  return file === null ? null : { file, otherwise: 'Restore it.', engine: null, engineChange: false }
}

/** The path of the checkpoint that a run recorded last. */
export function lastCheckpoint({ folder, evaluations }: Told): string {
  const file = evaluations.at(-1)?.checkpoints[0]?.file
  if (file === undefined) throw new Error('The run recorded no checkpoint')
  return join(folder, 'checkpoints', file)
}

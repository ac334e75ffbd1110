import { z } from 'zod'
import { configurationSchema } from '../../shared/config/configuration.ts'
import { fromStored } from '../../shared/config/stored.ts'
import { ownScoreSchema } from '../../shared/config/own-score.ts'
import { watchedSentenceSchema } from '../../shared/contract/attention.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import { type PreparedInfo, engineDescriptionSchema } from '../../shared/contract/trainer.ts'
import { METRIC_NAMES } from '../../shared/metrics.ts'
import { MOST_TAGS, colourSchema, noteSchema, tagSchema } from '../../shared/run-marks.ts'
import { runNameSchema } from '../../shared/run-name.ts'
import { RUN_STATES, hasEnded } from '../../shared/run-state.ts'
import { jsonNumberSchema } from '../../shared/to-json.ts'
import type { Database } from '../storage/database.ts'
import { tagsOf } from '../storage/marks.ts'
import { type RunRow, preparedOf } from '../storage/runs.ts'
import { parseStored } from '../storage/stored-json.ts'
import { digestSchema } from './parts.ts'

/** Names a folder and a row; nothing that could be a path, or look like one. */
export const bundledIdSchema = z.string().regex(/^[A-Za-z0-9][\w-]{0,99}$/)
const countSchema = z.int().min(0)

/** As the host has it of a worker; older versions wrote fewer. */
const preparedSchema = z.looseObject({
  engine: engineDescriptionSchema,
  parameters: countSchema,
  trainPairs: countSchema,
  validPairs: countSchema,
  watched: z.array(watchedSentenceSchema).readonly(),
})

const checkpointSchema = z.strictObject({
  kind: z.enum(['last', 'best', 'kept']),
  step: countSchema,
  file: z.string().regex(/^[A-Za-z0-9][\w.-]{0,200}\.safetensors$/),
  bytes: countSchema,
})

export const runFileSchema = z.strictObject({
  run: bundledIdSchema,
  name: runNameSchema,
  preset: z.string().max(200),
  dataName: z.string().max(2000),
  seed: z.int(),
  /** As it was stored, also by an older version. */
  configuration: z.record(z.string(), z.unknown()).refine(isConfiguration, 'must be a configuration'),
  prepared: preparedSchema.nullable(),
  state: z.enum(RUN_STATES).refine(hasEnded, 'must be that of a run that has ended'),
  reason: z.string().max(100_000),
  created: countSchema,
  updated: countSchema,
  step: countSchema,
  steps: countSchema,
  /** Which metric decides on the best checkpoint, and which one that is; nulls while there is none. */
  best: z.strictObject({
    metric: z.enum(METRIC_NAMES),
    value: jsonNumberSchema.nullable(),
    step: countSchema.nullable(),
  }),
  starred: z.boolean(),
  archived: z.boolean(),
  note: noteSchema,
  colour: colourSchema.nullable(),
  tags: z.array(tagSchema).max(MOST_TAGS),
  /** The score of somebody's own that it was trained with, whose code lies in `score.txt`. */
  score: z.strictObject({ digest: digestSchema, file: ownScoreSchema }).nullable(),
  /** Those whose files are in the bundle. */
  checkpoints: z.array(checkpointSchema).max(100_000),
})
export type RunFile = z.output<typeof runFileSchema>

function isConfiguration(stored: Record<string, unknown>): boolean {
  try {
    return configurationSchema.safeParse(fromStored(stored)).success
  } catch {
    return false // settings inside of what is none
  }
}

/** Rows as the file tells of them. One that trains is told as one that was interrupted: here it will not go on by itself. */
export function toRunFile(
  database: Database,
  row: RunRow,
  { score, checkpoints }: { score: RunFile['score']; checkpoints: readonly CheckpointRecord[] },
): Omit<z.input<typeof runFileSchema>, 'prepared'> & { prepared: PreparedInfo | null } {
  const ended = hasEnded(row.state)
  return {
    ...{ run: row.id, name: row.name, preset: row.preset, dataName: row.data_name, seed: row.seed },
    configuration: parseStored(row.configuration_json, `The configuration of run ${row.id}`) as Record<string, unknown>,
    prepared: preparedOf(row),
    state: ended ? row.state : 'interrupted',
    reason: ended ? row.reason : `it was ${row.state} when it was exported`,
    ...{ created: row.created, updated: row.updated, step: row.step, steps: row.steps },
    best: { metric: row.best_metric, value: row.best_value, step: row.best_step },
    ...{ starred: row.starred === 1, archived: row.archived === 1, note: row.note, colour: row.colour },
    tags: tagsOf(database, row.id),
    ...{ score, checkpoints: [...checkpoints] },
  }
}

/** The row of a run under an id of this history. */
export function toRow(file: RunFile, id: string) {
  const { name, preset, seed, state, reason, created, updated, step, steps, note, colour, best } = file
  return {
    ...{ id, name, preset, seed, state, reason, created, updated, step, steps, note, colour },
    data_name: file.dataName,
    configuration_json: JSON.stringify(file.configuration),
    prepared_json: file.prepared && JSON.stringify(file.prepared),
    best_metric: best.metric,
    best_value: best.value,
    best_step: best.step,
    starred: file.starred ? (1 as const) : (0 as const),
    archived: file.archived ? (1 as const) : (0 as const),
  }
}

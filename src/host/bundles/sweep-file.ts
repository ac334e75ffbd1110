import { z } from 'zod'
import { toErrorData } from '../../shared/errors.ts'
import { readSweep } from '../../shared/sweeps/read-sweep.ts'
import { jsonNumberSchema } from '../../shared/to-json.ts'
import type { Database } from '../storage/database.ts'
import { parseStored } from '../storage/stored-json.ts'
import { type SweepRow, listSweepRuns, listTimedDecisions } from '../storage/sweeps.ts'
import { digestSchema } from './parts.ts'
import { parseAs, unfit } from './part.ts'
import { bundledIdSchema } from './run-file.ts'

const countSchema = z.int().min(0)
const numberSchema = z.int().min(1)
const objectSchema = z.record(z.string(), z.json())

/** A sweep as a bundle has it: what it is, the runs that it stands for, and what was decided about them. */
const sweepFileSchema = z.strictObject({
  sweep: bundledIdSchema,
  name: z.string().max(1000),
  /** As its file has it, files named from the root. */
  definition: objectSchema,
  state: z.enum(['stopped', 'finished']),
  reason: z.string().max(100_000),
  created: countSchema,
  updated: countSchema,
  /** In the order in which they are to be trained. */
  runs: z
    .array(
      z.strictObject({
        number: numberSchema,
        /** SHA-256 of its configuration without the name. */
        digest: digestSchema,
        label: z.string().max(100_000),
        point: objectSchema,
        steps: countSchema,
        /** It ended with the sweep, and goes on with it. */
        held: z.boolean(),
        /** Null where it was deleted. */
        run: bundledIdSchema.nullable(),
      }),
    )
    .max(100_000),
  decisions: z
    .array(
      z.strictObject({
        number: numberSchema,
        rung: countSchema,
        step: countSchema,
        value: jsonNumberSchema,
        verdict: z.enum(['goes on', 'waits', 'stops']),
        among: countSchema,
        time: countSchema,
      }),
    )
    .max(10_000_000),
})
export type SweepFile = z.output<typeof sweepFileSchema>

/** Rows as the file tells of them. A sweep that trains is told as one that was stopped: elsewhere it does not go on by itself. */
export function toSweepFile(database: Database, row: SweepRow): z.input<typeof sweepFileSchema> {
  const { id, name, state, reason, created, updated, sweep_json } = row
  const isOver = state === 'stopped' || state === 'finished'
  return {
    ...{ sweep: id, name, created, updated },
    definition: objectSchema.parse(parseStored(sweep_json, `The sweep ${id}`)),
    state: isOver ? state : 'stopped',
    reason: isOver ? reason : `it was ${state} when it was exported`,
    runs: listSweepRuns(database, id).map(({ number, digest, label, point_json, steps, held, run }) => ({
      ...{ number, digest, label, steps, run },
      point: objectSchema.parse(parseStored(point_json, `Run ${number} of the sweep ${id}`)),
      held: held === 1,
    })),
    decisions: listTimedDecisions(database, id).map((one) => ({
      ...one,
      value: Number.isNaN(one.value) ? ('NaN' as const) : one.value,
    })),
  }
}

/** @param bundled the runs that the bundle has. @throws bad-data where it is none, or does not fit itself and them */
export function parseSweepFile(value: unknown, name: string, bundled: ReadonlySet<string>): SweepFile {
  const file = parseAs(sweepFileSchema, value, name)
  try {
    readSweep(file.definition)
  } catch (error) {
    throw unfit(name, toErrorData(error).message)
  }
  const numbers = new Set(file.runs.map(({ number }) => number))
  const isOnce = (values: readonly unknown[]) => new Set(values).size === values.length
  const runs = file.runs.flatMap(({ run }) => run ?? [])
  if (numbers.size < file.runs.length || !isOnce(file.runs.map(({ digest }) => digest)) || !isOnce(runs)) {
    throw unfit(name, 'it has a run twice')
  }
  const lacking = runs.find((run) => !bundled.has(run))
  if (lacking !== undefined) throw unfit(name, `the run ${lacking} is not in the bundle`)
  const stray = file.decisions.find(({ number }) => !numbers.has(number))
  if (stray) throw unfit(name, `it decides about run ${stray.number}, which it does not have`)
  return file
}

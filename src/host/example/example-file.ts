import zlib from 'node:zlib'
import { z } from 'zod'
import { configurationSchema } from '../../shared/config/configuration.ts'
import { fromStored } from '../../shared/config/stored.ts'
import { attentionMapSchema, watchedSentenceSchema } from '../../shared/contract/attention.ts'
import type { PreparedInfo } from '../../shared/contract/trainer.ts'
import { anyNumberSchema, stepSchema } from '../../shared/contract/values.ts'
import { METRIC_NAMES } from '../../shared/metrics.ts'
import { decode, encode } from '../../shared/rpc/codec.ts'

/** Above the program, in the checkout and beside the archive of a package. */
export const EXAMPLE_FILES = ['resources/example.gz', 'example.gz'] as const
/** Unpacked, at most. */
const MOST_BYTES = 64 * 1024 ** 2

const numbersSchema = z.custom<Float64Array>((value) => value instanceof Float64Array)

const runSchema = z.strictObject({
  configuration: z.preprocess(fromStored, configurationSchema),
  prepared: z.custom<PreparedInfo>((value) => typeof value === 'object' && value !== null),
  reason: z.string(),
  step: stepSchema,
  best: z.strictObject({ value: anyNumberSchema, step: stepSchema }),
  /** Of the evaluations. */
  evaluated: z.array(stepSchema),
  curves: z.array(z.strictObject({ metric: z.enum(METRIC_NAMES), steps: numbersSchema, values: numbersSchema })),
  watched: z.array(watchedSentenceSchema),
  snapshots: z.array(
    z.strictObject({
      step: stepSchema,
      sentences: z.array(
        z.strictObject({ index: z.int().min(0), text: z.string(), maps: z.array(attentionMapSchema) }),
      ),
    }),
  ),
})
/** A run that was trained for the example, with everything that is kept of it but its checkpoints and its log. */
export type ExampleRun = z.output<typeof runSchema>

export function packExample(runs: readonly ExampleRun[]): Uint8Array {
  return zlib.gzipSync(encode(runs), { level: 9 })
}

export function unpackExample(bytes: Uint8Array): ExampleRun[] {
  return z.array(runSchema).parse(decode(zlib.gunzipSync(bytes, { maxOutputLength: MOST_BYTES })))
}

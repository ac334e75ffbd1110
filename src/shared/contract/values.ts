// What several requests are made of.
import { z } from 'zod'
import type { JsonObject } from '../config/assign.ts'

/** Short lower-case identifier, unique in the data folder, such as `r7k2m9`. */
export const runIdSchema = z.string().max(100)
export type RunId = z.output<typeof runIdSchema>

/** More than any history holds; a request that names more is a mistake. */
export const MOST_RUNS = 100_000
export const manyRunsSchema = z.array(runIdSchema).max(MOST_RUNS)

export const oneRunSchema = z.strictObject({ run: runIdSchema })

export const stepSchema = z.int().min(0)

export const checkpointNameSchema = z.union([z.enum(['best', 'last']), stepSchema], {
  error: 'must be “best”, “last” or a step',
})
export type CheckpointName = z.output<typeof checkpointNameSchema>

/** Any number: NaN and the infinities are values of metrics. */
export const anyNumberSchema = z.custom<number>((value) => typeof value === 'number', 'must be a number')

/** A JSON object that the callee reads with a schema of its own, such as a configuration; what is in it is not looked at. */
export const jsonObjectSchema = z.custom<JsonObject>(isPlainObject, 'must be an object')

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Only the kind of array is looked at, so that a large one costs nothing. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes (Uint8Array)')
export const floatsSchema = z.custom<Float32Array>(
  (value) => value instanceof Float32Array,
  'must be numbers (Float32Array)',
)
export const integersSchema = z.custom<Int32Array>(
  (value) => value instanceof Int32Array,
  'must be whole numbers (Int32Array)',
)

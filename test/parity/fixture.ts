import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { modelSchema } from '../../src/shared/config/model.ts'
import type { BatchTensors } from '../../src/worker/seq2seq/types.ts'

const FOLDER = join(import.meta.dirname, 'fixtures')

export const tensorSchema = z
  .strictObject({ shape: z.array(z.int()), float32: z.base64() })
  .transform(({ shape, float32 }) => ({
    shape,
    values: new Float32Array(Uint8Array.from(Buffer.from(float32, 'base64')).buffer),
  }))

export const ids = z.array(z.array(z.int()))

/** What test/parity/make-fixtures.py writes: a small model, a ragged batch, and what PyTorch made of them. */
const fixtureSchema = z.strictObject({
  torch: z.string(),
  model: modelSchema,
  vocabulary: z.strictObject({ source: z.int(), target: z.int() }),
  labelSmoothing: z.number(),
  coverageLoss: z.number().default(0),
  sourceLengths: z.array(z.int()),
  targetLengths: z.array(z.int()),
  source: ids,
  targetInput: ids,
  targetOutput: ids,
  coins: ids.nullable(),
  weights: z.record(z.string(), tensorSchema),
  logits: tensorSchema,
  attention: tensorSchema.nullable(),
  loss: tensorSchema,
  gradients: z.record(z.string(), tensorSchema),
})

export type Fixture = z.output<typeof fixtureSchema>

export function fixtureNames(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
}

export function readFixture(name: string): Fixture {
  return fixtureSchema.parse(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')))
}

type FixtureBatch = Pick<Fixture, 'source' | 'targetInput' | 'targetOutput' | 'sourceLengths' | 'targetLengths'>

export function toBatch({
  source,
  targetInput,
  targetOutput,
  sourceLengths,
  targetLengths,
}: FixtureBatch): BatchTensors {
  return {
    source: tf.tensor2d(source, undefined, 'int32'),
    sourceMask: toMask(sourceLengths),
    targetInput: tf.tensor2d(targetInput, undefined, 'int32'),
    targetOutput: tf.tensor2d(targetOutput, undefined, 'int32'),
    targetMask: toMask(targetLengths),
  }
}

function toMask(lengths: readonly number[]): tf.Tensor2D {
  const longest = Math.max(...lengths)
  return tf.tensor2d(lengths.map((length) => Array.from({ length: longest }, (_, index) => (index < length ? 1 : 0))))
}

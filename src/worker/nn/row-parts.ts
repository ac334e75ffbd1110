import * as tf from '@tensorflow/tfjs-core'
import { hasFusedOperations } from '../engine/fused.ts'
import { split } from './pieces.ts'

/** Numbers in a part's result: some milliseconds of work. */
const PART = 2 ** 20
const MOST_PARTS = 8

export interface Rows {
  /** Numbers in a row of the result. */
  readonly width: number
  /** Rows that stay together, those of one time step: they are there at the same time. */
  readonly together: number
}

/**
 * `compute` of x [rows, …] gives [rows, …], each row from its own row of x. Where a result has so many numbers that it
 * pays, it is computed in parts that can run side by side, since beside others an operation of ours runs on one thread.
 * `first` is the number of a part's first row. In a compiled graph neighbouring calls meet without copies: splitting undoes
 * joining.
 */
export function inRowParts(
  x: tf.Tensor,
  { width, together }: Rows,
  compute: (part: tf.Tensor, first: number) => tf.Tensor,
): tf.Tensor {
  const [rows = 0] = x.shape
  const steps = Math.floor(rows / together)
  const count = hasFusedOperations() ? Math.min(MOST_PARTS, steps, Math.floor((rows * width) / PART)) : 1
  if (count <= 1) return compute(x, 0)
  const firsts = Array.from({ length: count }, (_, part) => Math.floor((part * steps) / count) * together)
  const sizes = firsts.map((first, part) => (firsts[part + 1] ?? rows) - first)
  return tf.concat(
    split(x, sizes, 0).map((part, index) => compute(part, firsts[index] ?? 0)),
    0,
  )
}

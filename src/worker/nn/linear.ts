import * as tf from '@tensorflow/tfjs-core'
import { hasFusedOperations } from '../engine/fused.ts'
import { fusedAffine, packMatrix } from '../engine/fused-product.ts'
import type { PackedMatrix } from '../engine/fused-product.ts'
import type { Parameters } from './parameters.ts'
import { inRowParts } from './row-parts.ts'

/** x W + b over the last axis. `weight` is [inputs, outputs], the transpose of nn.Linear's. */
export interface Linear {
  readonly inputs: number
  readonly outputs: number
  readonly weight: tf.Variable
  readonly bias: tf.Variable | null
  /** [..., inputs] → [..., outputs] */
  apply(x: tf.Tensor): tf.Tensor
}

/** nn.Linear(inputs, outputs, bias): parameters `NAME.weight` and `NAME.bias`. */
export function createLinear(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
  { bias: withBias = true } = {},
): Linear {
  const bound = 1 / Math.sqrt(inputs)
  const weight = parameters.matrix(`${name}.weight`, inputs, outputs, bound)
  const bias = withBias ? parameters.bias(`${name}.bias`, outputs, bound) : null
  return { inputs, outputs, weight, bias, apply: (x) => affine(x, weight, bias) }
}

/** A matrix as a factor of products; where Saccade's own product is at hand, packed for it. */
export interface Factor {
  readonly matrix: tf.Tensor // [inputs, outputs]
  readonly packed: PackedMatrix | null
}

/** For a matrix that is used at many steps of a pass. */
export function asFactor(matrix: tf.Tensor): Factor {
  return { matrix, packed: hasFusedOperations() ? packMatrix(matrix) : null }
}

/** From so many rows on, packing a matrix for a single product takes little beside it. */
const MANY_ROWS = 256

/** x W + b over the last axis: [..., inputs], [inputs, outputs], [outputs] → [..., outputs], as one matrix product. */
export function affine(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor | null): tf.Tensor {
  const [inputs = 1] = weight.shape
  const packs = x.size / inputs >= MANY_ROWS && hasFusedOperations()
  return multiply(x, packs ? asFactor(weight) : { matrix: weight, packed: null }, bias)
}

/** {@link affine} with a factor made before. `addend` may also have the shape of the result. */
export function multiply(x: tf.Tensor, { matrix, packed }: Factor, addend: tf.Tensor | null): tf.Tensor {
  const [inputs = 0, outputs = 0] = matrix.shape
  const flat = x.rank === 2 ? x : tf.reshape(x, [-1, inputs])
  const flatten = (rows: tf.Tensor | null) => (rows && rows.rank > 2 ? tf.reshape(rows, [-1, outputs]) : rows)
  const together = x.rank === 3 ? (x.shape[1] ?? 1) : 1 // [time, batch, inputs], where there are many rows
  const sum = packed
    ? packedProduct(flat, packed, flatten(addend) ?? tf.zeros([outputs]), together)
    : plain(flat, matrix, flatten(addend))
  return x.rank === 2 ? sum : tf.reshape(sum, [...x.shape.slice(0, -1), outputs])
}

function plain(x: tf.Tensor, matrix: tf.Tensor, addend: tf.Tensor | null): tf.Tensor {
  const product = tf.matMul(x, matrix)
  return addend ? tf.add(product, addend) : product
}

function packedProduct(x: tf.Tensor, factor: PackedMatrix, addend: tf.Tensor, together: number): tf.Tensor {
  if (addend.rank === 2) return fusedAffine(x, factor, addend)
  return inRowParts(x, { width: addend.size, together }, (part) => fusedAffine(part, factor, addend))
}

// Products with a matrix that is packed beforehand, in the order in which the processor reads it.
import * as tf from '@tensorflow/tfjs-core'
import type { FusedOperation } from './fused-operation.ts'
import { all, pick, run } from './fused-operation.ts'
import { executeOp, executeSingleOp } from './native.ts'

/** A matrix, and itself and its transpose packed: for a pass and its gradient. */
export type PackedMatrix = {
  readonly matrix: tf.Tensor // [depth, columns]
  readonly packed: tf.Tensor
  readonly transposed: tf.Tensor
}

/** Packs a matrix as it is now. Worth its copies where many rows, or many steps, are multiplied by it. */
export function packMatrix(matrix: tf.Tensor): PackedMatrix {
  return {
    matrix,
    packed: executeSingleOp('SaccadePack', {}, [matrix]),
    transposed: executeSingleOp('SaccadePackTransposed', {}, [matrix]),
  }
}

let ownTransposed = false

/** Whether {@link transposedProduct} is an operation of ours: it is the fastest on some processors only. */
export function useTransposedProducts(use: boolean): void {
  ownTransposed = use
}

/**
 * For x [rows, width] and y [rows, columns] the product xᵀ y, [width, columns], and the sums of y's columns, [columns]:
 * the gradients of a weight and of a bias. Without gradients of their own.
 */
export function transposedProduct(x: tf.Tensor, y: tf.Tensor): { product: () => tf.Tensor; sums: () => tf.Tensor } {
  if (!ownTransposed) return { product: () => tf.matMul(x, y, true, false), sums: () => tf.sum(y, 0) }
  const results = executeOp('SaccadeTransposedProduct', {}, [x, y], 2)
  return { product: () => pick(results, 0), sums: () => pick(results, 1) }
}

/** Σ x², over x of any shape. Without a gradient. */
export function fusedSumOfSquares(x: tf.Tensor): tf.Scalar {
  return executeSingleOp('SaccadeSumOfSquares', {}, [x]) as tf.Scalar
}

export const affine: FusedOperation = {
  name: 'SaccadeAffine',
  inputs: ['x', 'packed', 'addend', 'matrix', 'transposed'],
  operands: ['x', 'packed', 'addend'],
  outputs: 1,
  save: { inputs: ['x', 'transposed', 'addend'], outputs: [false] },
  gradient: ([dy], [x, transposed, addend]) => {
    const [toSum, left, packed, added] = all(dy, x, transposed, addend)
    if (!toSum || !left || !packed || !added) throw new Error('The gradient of a product lacks a tensor.')
    const { product, sums } = transposedProduct(left, toSum)
    return {
      x: () => pick(executeOp('SaccadeProduct', {}, [toSum, packed], 1), 0),
      matrix: product,
      addend: () => (added.rank === 1 ? sums() : tf.clone(toSum)),
    }
  },
}

/** x W + addend: x [rows, depth], addend [columns] or [rows, columns] → [rows, columns]. */
export function fusedAffine(x: tf.Tensor, { matrix, packed, transposed }: PackedMatrix, addend: tf.Tensor): tf.Tensor {
  return pick(run(affine, { x, packed, addend, matrix, transposed }), 0)
}

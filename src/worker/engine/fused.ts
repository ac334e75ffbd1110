// Saccade's own operations (kernels/*.cc) as differentiable functions: several elementwise steps in one. They refuse
// other shapes than those named here with TensorFlow's error; NaN in gives NaN out.
import * as tf from '@tensorflow/tfjs-core'
import { executeOp } from './native.ts'
import { crossEntropy } from './fused-entropy.ts'
import type { FusedOperation } from './fused-operation.ts'
import { all, BACKEND, findKernel, pick, register, run } from './fused-operation.ts'
import { grus } from './fused-gru.ts'
import { weightedMean } from './fused-mean.ts'
import { affine, useTransposedProducts } from './fused-product.ts'

/**
 * Tells tfjs of the operations. Call it once, after the library that holds them is loaded, with what it says of itself:
 * whether it multiplies on tile units, where its products by a transposed matrix are faster than TensorFlow's too.
 */
export function registerFusedOperations({ tileUnits }: { tileUnits: boolean }): void {
  useTransposedProducts(tileUnits)
  for (const operation of [...grus, lstm, additive, affine, crossEntropy, weightedMean]) register(operation)
}

/** True where the operations are there: on TensorFlow's CPU, with the library loaded. */
export function hasFusedOperations(): boolean {
  return tf.getBackend() === BACKEND && findKernel(lstm.name) !== undefined
}

const lstm: FusedOperation = {
  name: 'SaccadeLstm',
  inputs: ['input', 'state', 'cell'],
  outputs: 3, // hidden, next cell, gates
  save: { inputs: ['cell'], outputs: [false, false, true] },
  gradient: ([toHidden, toNext], [cell, gates]) => {
    const operands = all(toHidden, toNext, gates, cell)
    const results = executeOp('SaccadeLstmGradient', {}, operands, 2) // by input and state alike, by cell
    return {
      input: () => pick(results, 0),
      state: () => tf.clone(pick(results, 0)), // tfjs disposes of gradients one by one
      cell: () => pick(results, 1),
    }
  },
}

/**
 * The elementwise half of an LSTM step, as nn/lstm.ts composes it: `input` and `state` [batch, 4 hidden] are
 * W_i x + b_i + b_h and W_h h, gates in the order i, f, g, o; `cell` [batch, hidden] is c.
 * Returns h' and c' [batch, hidden].
 */
export function fusedLstm(input: tf.Tensor, state: tf.Tensor, cell: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const outputs = run(lstm, { input, state, cell })
  return [pick(outputs, 0), pick(outputs, 1)]
}

const additive: FusedOperation = {
  name: 'SaccadeAdditive',
  inputs: ['queries', 'keys', 'v'],
  outputs: 1,
  save: { inputs: ['queries', 'keys', 'v'], outputs: [false] },
  gradient: ([toScores], [queries, keys, v]) => {
    const operands = all(toScores, queries, keys, v)
    // Two operations, so that a graph can compute the one for the keys, which no step waits for, for all steps at once.
    const results = executeOp('SaccadeAdditiveKeyGradient', {}, operands, 2) // by keys, v
    return {
      queries: () => pick(executeOp('SaccadeAdditiveQueryGradient', {}, operands, 1), 0),
      keys: () => pick(results, 0),
      v: () => pick(results, 1),
    }
  },
}

/** queries [batch, target, inner], keys [batch, source, inner], v [inner] → v · tanh(q + k), [batch, target, source]. */
export function fusedAdditive(queries: tf.Tensor, keys: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return pick(run(additive, { queries, keys, v }), 0)
}

/** Fused gradients that a graph may compute for many queries at once: see `Stacking` of the compiler. */
export const FUSED_STACKING = {
  SaccadeTransposedProduct: () =>
    new Map([
      [0, 0],
      [1, 0],
    ]),
  SaccadeAdditiveKeyGradient: () =>
    new Map([
      [0, 1], // gradient [batch, target, source]
      [1, 1], // queries [batch, target, inner]
    ]),
}

// What the tests of Saccade's own operations share: each operation beside what it stands for, composed of TensorFlow's.
import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { largestDifference } from '../../../test/support/numbers.ts'
import { split } from '../nn/pieces.ts'
import { fusedCrossEntropy } from './fused-entropy.ts'
import { fusedGru } from './fused-gru.ts'
import { fusedWeightedMean } from './fused-mean.ts'
import { fusedAffine, packMatrix } from './fused-product.ts'
import { fusedAdditive, fusedLstm } from './fused.ts'

export type Operation = (...inputs: tf.Tensor[]) => tf.Tensor

interface Piece {
  readonly fused: Operation
  readonly composed: Operation
}

/** 1 where a step is a token: the first sentence has one, each next one more, the last is the longest. */
function sequenceMask(steps: number, batch: number): number[] {
  return Array.from({ length: steps * batch }, (_, row) => {
    const [step, sentence] = [Math.floor(row / batch), row % batch]
    return step < (sentence === batch - 1 ? steps : sentence + 1) ? 1 : 0
  })
}

/** Outputs and final state, behind each other. */
export function gru(backwards: boolean): Piece {
  // From the end on, sentences with padding must begin with 0; the last one has none.
  const start = (initial: tf.Tensor) => {
    const [batch = 0] = initial.shape
    if (!backwards || batch === 0) return initial
    return tf.mul(
      initial,
      tf.tensor2d(
        Array.from({ length: batch }, (_, row) => [row === batch - 1 ? 1 : 0]),
        [batch, 1],
      ),
    )
  }
  // So that rounding does not grow from step to step.
  const shrink = (weight: tf.Tensor) => tf.div(weight, weight.shape[0])
  const sizes = (input: tf.Tensor, initial: tf.Tensor) => {
    const [batch = 0] = initial.shape
    return { batch, steps: batch === 0 ? 0 : input.shape[0] / batch }
  }
  return {
    fused: (input, initial, weight, bias) => {
      const { batch, steps } = sizes(input, initial)
      const mask = tf.tensor1d(sequenceMask(steps, batch))
      const weights = packMatrix(shrink(weight))
      const { outputs, final } = fusedGru({
        input,
        initial: start(initial),
        mask,
        weight: weights,
        bias,
        backwards,
        outputsCount: true,
      })
      return tf.concat([outputs, final], 0)
    },
    composed: (input, initial, weight, bias) => {
      const { batch, steps } = sizes(input, initial)
      const inputs = split(input, Array<number>(steps).fill(batch), 0)
      const masks = split(
        tf.tensor2d(sequenceMask(steps, batch), [steps * batch, 1]),
        Array<number>(steps).fill(batch),
        0,
      )
      const order = inputs.map((_, step) => (backwards ? steps - 1 - step : step))
      const outputs: tf.Tensor[] = []
      let hidden = start(initial)
      for (const step of order) {
        const [ir, iz, inew] = tf.split(inputs[step]!, 3, 1)
        const [hr, hz, hnew] = tf.split(tf.add(tf.matMul(hidden, shrink(weight)), bias), 3, 1)
        const z = tf.sigmoid(tf.add(iz!, hz!))
        const n = tf.tanh(tf.add(inew!, tf.mul(tf.sigmoid(tf.add(ir!, hr!)), hnew!)))
        const next = tf.add(tf.mul(tf.sub(1, z), n), tf.mul(z, hidden))
        hidden = tf.add(tf.mul(masks[step]!, next), tf.mul(tf.sub(1, masks[step]!), hidden))
        outputs[step] = tf.mul(masks[step]!, hidden)
      }
      return tf.concat([...outputs, hidden], 0)
    },
  }
}

/** The final state alone, as a gradient of nothing else has it. */
const finalState = (backwards: boolean): Piece => {
  const { composed } = gru(backwards)
  const last = (all: tf.Tensor, initial: tf.Tensor) => tf.slice(all, [all.shape[0] - initial.shape[0], 0])
  return {
    fused: (input, initial, weight, bias) => {
      const [batch = 1] = initial.shape
      const mask = tf.tensor1d(sequenceMask(input.shape[0] / batch, batch))
      const start = backwards ? tf.zerosLike(initial) : initial
      const packed = packMatrix(tf.div(weight, weight.shape[0]))
      return fusedGru({ input, initial: start, mask, weight: packed, bias, backwards, outputsCount: false }).final
    },
    composed: (input, initial, weight, bias) =>
      last(composed(input, backwards ? tf.zerosLike(initial) : initial, weight, bias), initial),
  }
}

const affine: Piece = {
  fused: (x, matrix, addend) => fusedAffine(x, packMatrix(matrix), addend),
  composed: (x, matrix, addend) => tf.add(tf.matMul(x, matrix), addend),
}

const crossEntropy = (smoothing: number): Piece => {
  const labelsOf = ([rows = 0, classes = 0]: number[]) =>
    tf.tensor1d(
      Array.from({ length: rows }, (_, row) => (3 * row + 1) % classes),
      'int32',
    )
  return {
    fused: (logits) => fusedCrossEntropy(logits, labelsOf(logits.shape), smoothing),
    composed: (logits) => {
      const [, classes = 0] = logits.shape
      const even = smoothing / classes
      const target = tf.oneHot(labelsOf(logits.shape), classes, 1 - smoothing + even, even, 'float32')
      return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), target), 1))
    },
  }
}

const lstm: Piece = {
  fused: (input, state, cell) => tf.concat(fusedLstm(input, state, cell), 1),
  composed: (input, state, cell) => {
    const [i, f, g, o] = tf.split(tf.add(input, state), 4, 1)
    const next = tf.add(tf.mul(tf.sigmoid(f!), cell), tf.mul(tf.sigmoid(i!), tf.tanh(g!)))
    return tf.concat([tf.mul(tf.sigmoid(o!), tf.tanh(next)), next], 1)
  },
}

export const additive: Piece = {
  fused: (queries, keys, v) => fusedAdditive(queries, keys, v),
  composed: (queries, keys, v) =>
    tf.sum(tf.mul(v, tf.tanh(tf.add(tf.expandDims(queries, 2), tf.expandDims(keys, 1)))), 3),
}

/** Mean and weights, beside each other. Of the scores some are excluded: of the last sentence all but the last. */
const weightedMean: Piece = {
  fused: (scores, values) => {
    const { mean, weights } = fusedWeightedMean(scores, exclusionOf(scores.shape), values)
    return tf.concat([mean, weights], 3)
  },
  composed: (scores, values) => {
    const weights = tf.softmax(tf.add(scores, exclusionOf(scores.shape)))
    return tf.concat([tf.matMul(weights, values), weights], 3)
  },
}

function exclusionOf([batch = 0, , , source = 0]: number[]): tf.Tensor {
  const excluded = Array.from({ length: batch * source }, (_, at) => {
    const [sentence, position] = [Math.floor(at / source), at % source]
    return position < source - 1 && (sentence === batch - 1 || position % 4 === 3) ? -3e38 : 0
  })
  return tf.tensor4d(excluded, [batch, 1, 1, source])
}

export const meanShapes = (batch: number, heads: number, source: number, width: number) => [
  [batch, heads, 1, source],
  [batch, heads, source, width],
]
export const gruShapes = (steps: number, batch: number, n: number) => [
  [steps * batch, 3 * n],
  [batch, n],
  [n, 3 * n],
  [3 * n],
]
export const affineShapes = (rows: number, depth: number, columns: number) => [
  [rows, depth],
  [depth, columns],
  [columns],
]
export const lstmShapes = (batch: number, n: number) => [
  [batch, 4 * n],
  [batch, 4 * n],
  [batch, n],
]
export const additiveShapes = (batch: number, target: number, source: number, inner: number) => [
  [batch, target, inner],
  [batch, source, inner],
  [inner],
]

/** Numbers of both signs, the same each time. */
export function numbers(shape: readonly number[], seed: number): tf.Tensor {
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape([...shape]) },
    (_, i) => 3 * Math.sin(i * 7.13 + seed),
  )
  return tf.tensor(values, [...shape])
}

/** The value and all gradients of `operation`, weighted by `weights` where given, else by uneven numbers. */
export function valueAndGradients(operation: Operation, inputs: tf.Tensor[], weights?: tf.Tensor): number[][] {
  return tf.tidy(() => {
    const value = operation(...inputs)
    const gradients = tf.grads((...all: tf.Tensor[]) => operation(...all))(inputs, weights ?? numbers(value.shape, 0.5))
    return [value, ...gradients].map((tensor) => Array.from(tensor.dataSync()))
  })
}

/** Largest difference relative to the largest number of each tensor (sums are added in another order). */
export function expectAlike(actual: number[][], expected: number[][], tolerance = 2e-6): void {
  expect(actual.map((numbersOf) => numbersOf.length)).toEqual(expected.map((numbersOf) => numbersOf.length))
  actual.forEach((tensor, which) => {
    const scale = expected[which]!.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
    const worst = largestDifference(tensor, expected[which]!)
    expect(worst / scale, `tensor ${which}`).toBeLessThan(tolerance) // false for NaN
  })
}

export const pieces = {
  gru: gru(false),
  'gru backwards': gru(true),
  'final state of a gru': finalState(false),
  'final state of a gru backwards': finalState(true),
  lstm,
  additive,
  affine,
  'weighted mean': weightedMean,
  'cross entropy': crossEntropy(0),
  'smoothed cross entropy': crossEntropy(0.1),
}
export const odd: [keyof typeof pieces, number[][]][] = [
  ['gru', gruShapes(1, 1, 1)],
  ['gru', gruShapes(1, 37, 16)],
  ['gru', gruShapes(5, 3, 37)],
  ['gru', gruShapes(3, 21, 64)],
  ['gru backwards', gruShapes(4, 3, 5)],
  ['gru backwards', gruShapes(3, 18, 33)],
  ['final state of a gru', gruShapes(3, 4, 18)],
  ['affine', affineShapes(1, 1, 1)],
  ['affine', affineShapes(7, 5, 50)],
  ['affine', affineShapes(23, 40, 97)],
  ['affine', affineShapes(300, 530, 150)], // more than is computed at a time, along each axis
  [
    'affine',
    [
      [13, 6],
      [6, 19],
      [13, 19],
    ],
  ],
  ['cross entropy', [[1, 2]]],
  ['cross entropy', [[5, 37]]],
  ['smoothed cross entropy', [[4, 50]]],
  ['weighted mean', meanShapes(1, 1, 1, 1)],
  ['weighted mean', meanShapes(3, 1, 7, 33)],
  ['weighted mean', meanShapes(19, 2, 12, 40)],
  ['lstm', lstmShapes(1, 1)],
  ['lstm', lstmShapes(3, 37)],
  ['lstm', lstmShapes(5, 64)],
  ['additive', additiveShapes(1, 1, 1, 1)],
  ['additive', additiveShapes(3, 1, 5, 17)],
  ['additive', additiveShapes(2, 4, 7, 33)],
]

// Saccade's own operations against what they stand for, composed of TensorFlow's.
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { nativeBackend } from './backend.ts'
import { fusedGru } from './fused-gru.ts'
import { fusedAffine, packMatrix } from './fused-product.ts'
import { hasFusedOperations } from './fused.ts'
import {
  type Operation,
  additive,
  meanShapes,
  gruShapes,
  affineShapes,
  lstmShapes,
  additiveShapes,
  numbers,
  valueAndGradients,
  expectAlike,
  pieces,
  odd,
} from './fused-test-support.ts'
import { loadKernels } from './kernels.ts'
import { loadEngine } from './load.ts'
import { largestDifference } from '../../../test/support/numbers.ts'

// Kernels may be helped by one thread; fused-plain.test.ts runs all this without.
process.env.TF_NUM_INTEROP_THREADS ??= '2'

beforeAll(async () => {
  const { description } = await loadEngine({ engine: 'tensorflow', device: 'cpu' })
  expect(description.kernels).toMatchObject({ used: true, why: '', fix: '' })
})

describe('fused operations', () => {
  it.each(odd)('%s of %j computes what its composition does, and so do its gradients', (piece, shapes) => {
    const { fused, composed } = pieces[piece]
    const inputs = shapes.map((shape, index) => numbers(shape, index + 1))
    const tolerance = Math.max(...shapes.flat()) > 500 ? 1e-5 : 2e-6 // of both: sums of many terms
    expectAlike(valueAndGradients(fused, inputs), valueAndGradients(composed, inputs), tolerance)
    tf.dispose(inputs)
  })

  it.each(odd)('%s of %j computes the same where no gradient will be asked for', (piece, shapes) => {
    const { fused } = pieces[piece]
    tf.tidy(() => {
      const inputs = shapes.map((shape, index) => numbers(shape, index + 1))
      const { value } = tf.valueAndGrads((...all: tf.Tensor[]) => tf.sum(fused(...all)))(inputs)
      expect(tf.sum(fused(...inputs)).dataSync()).toEqual(value.dataSync())
    })
  })

  /** Its errors, each divided by what `sizeOf` says of the terms it sums up. */
  function errorsOfProduct(x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor1D, sizeOf: (terms: Terms) => number) {
    const [rows, depth] = x.shape
    const columns = w.shape[1]
    const [left, right, addend] = [x.dataSync(), w.dataSync(), b.dataSync()]
    const product = fusedAffine(x, packMatrix(w), b).dataSync()
    expect(product).toHaveLength(rows * columns)
    return Array.from(product, (value, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns]
      const factors = Array.from({ length: depth }, (_, k) => [left[row * depth + k]!, right[k * columns + column]!] as const) // prettier-ignore
      const exact = factors.reduce((sum, [a, b]) => sum + a * b, addend[column]!)
      return Math.abs(value - exact) / sizeOf(factors)
    })
  }
  type Terms = readonly (readonly [number, number])[]

  it('a product is as near to the exact one as a sum of float32 products is', () => {
    tf.tidy(() => {
      const [x, w, b] = [numbers([33, 700], 1), numbers([700, 50], 2), numbers([50], 3)] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D] // prettier-ignore
      const sizes = (terms: Terms) => terms.reduce((sum, [a, b]) => sum + Math.abs(a * b), 0)
      expect(Math.max(...errorsOfProduct(x, w, b, sizes))).toBeLessThan(3e-7)
      // So it is where rows, and columns, are of very different sizes.
      const rowSizes = tf.pow(10, tf.linspace(-15, 15, 33)).reshape([33, 1])
      const columnSizes = tf.pow(10, tf.linspace(9, -9, 50))
      const errors = errorsOfProduct(tf.mul(x, rowSizes), tf.mul(w, columnSizes), tf.zeros([50]), sizes)
      expect(Math.max(...errors)).toBeLessThan(3e-7)
    })
  })

  it('a product of lines with numbers of very different sizes is good to the largest of them', () => {
    tf.tidy(() => {
      const uneven = (x: tf.Tensor, y: tf.Tensor) => tf.mul<tf.Tensor2D>(x, tf.exp(tf.mul(y, 8)))
      const x = uneven(numbers([33, 700], 1), numbers([33, 700], 2))
      const w = uneven(numbers([700, 50], 3), numbers([700, 50], 4))
      const largest = (values: number[]) => Math.max(...values.map(Math.abs))
      const errors = errorsOfProduct(x, w, tf.zeros([50]), (terms) => {
        return largest(terms.map(([a]) => a)) * largest(terms.map(([, b]) => b))
      })
      expect(Math.max(...errors)).toBeLessThan(Math.sqrt(700) * 2 ** -22)
    })
  })

  it('the final state of a GRU has its gradient, from the end on too', () => {
    const inputs = gruShapes(4, 3, 17).map((shape, index) => numbers(shape, index + 1))
    const { fused, composed } = pieces['final state of a gru backwards']
    const without = (operation: Operation) => (input: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
      operation(input, inputs[1]!, weight, bias)
    const given = [inputs[0]!, inputs[2]!, inputs[3]!]
    const pick = (operation: Operation) => valueAndGradients(without(operation), given)
    expectAlike(pick(fused), pick(composed))
    tf.dispose(inputs)
  })

  it('a product over nothing is what it is added to', () => {
    tf.tidy(() => {
      const sums = fusedAffine(tf.zeros([2, 0]), packMatrix(tf.zeros([0, 3])), tf.tensor1d([1, 2, 3]))
      expect([...sums.dataSync()]).toEqual([1, 2, 3, 1, 2, 3])
    })
  })

  it('a product keeps what is not finite from becoming finite', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([[NaN, 1], [Infinity, 1], [1, 1]]) // prettier-ignore
      const values = fusedAffine(x, packMatrix(tf.ones([2, 3])), tf.zeros([3])).arraySync() as number[][]
      expect(values.map((row) => row.map(Number.isFinite))).toEqual([
        [false, false, false],
        [false, false, false],
        [true, true, true],
      ])
    })
  })

  it('gives the same each time, whichever threads help', () => {
    tf.tidy(() => {
      const [input, initial, weight, bias] = gruShapes(2, 64, 256).map((shape, index) => numbers(shape, index + 1))
      const packed = packMatrix(tf.div(weight!, 256))
      const once = () => {
        const { outputs } = fusedGru({
          input: input!,
          initial: initial!,
          mask: tf.ones([128]),
          weight: packed,
          bias: bias!,
          backwards: false,
          outputsCount: true,
        })
        return fusedAffine(outputs, packed, bias!).dataSync()
      }
      const first = once()
      for (let again = 0; again < 100; again++) expect(largestDifference(once(), first)).toBe(0)
    })
  })

  it('additive leaves out what has no gradient, as padding has none', () => {
    const inputs = additiveShapes(2, 2, 5, 19).map((shape, index) => numbers(shape, index + 1))
    const unpadded = tf.tensor3d([1, 1, 1, 0, 0, 2, 1, 1, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0], [2, 2, 5])
    const actual = valueAndGradients(additive.fused, inputs, unpadded)
    expectAlike(actual, valueAndGradients(additive.composed, inputs, unpadded))
    expect(actual[2]!.slice(-4 * 19).filter((value) => value !== 0)).toEqual([]) // the second sentence's padding
    tf.dispose([...inputs, unpadded])
  })

  it.each<[keyof typeof pieces, number[][]]>([
    ['gru', gruShapes(0, 0, 4)],
    ['affine', affineShapes(0, 4, 3)],
    ['cross entropy', [[0, 4]]],
    ['weighted mean', meanShapes(0, 1, 3, 4)],
    ['lstm', lstmShapes(0, 4)],
    ['additive', additiveShapes(0, 2, 3, 4)],
    ['additive', additiveShapes(2, 0, 3, 4)],
    ['additive', additiveShapes(2, 2, 0, 4)],
  ])('%s of %j, which is empty, gives empty tensors or zeros', (piece, shapes) => {
    const inputs = shapes.map((shape) => tf.zeros(shape))
    const [value, ...gradients] = valueAndGradients(pieces[piece].fused, inputs)
    expect(value).toEqual([])
    gradients.forEach((gradient, index) => {
      expect(gradient).toEqual(Array(tf.util.sizeFromShape(shapes[index]!)).fill(0))
    })
    tf.dispose(inputs)
  })

  it.each<[string, keyof typeof pieces, number[][]]>([
    ['GRU', 'gru', [[4, 12], [2, 5], [4, 12], [12]]],
    ['GRU', 'gru', [[5, 12], [2, 4], [4, 12], [12]]],
    ['GRU', 'gru', [[4, 12], [2, 4], [4, 11], [12]]],
    ['GRU', 'gru', [[4, 12], [2, 4], [4, 12], [13]]],
    ['product', 'affine', [[4, 3], [4, 2], [2]]],
    ['product', 'affine', [[4, 3], [3, 2], [3]]],
    ['entropy', 'cross entropy', [[4, 3, 1]]],
    [
      'mean',
      'weighted mean',
      [
        [2, 1, 1, 5],
        [2, 1, 4, 3],
      ],
    ],
    [
      'mean',
      'weighted mean',
      [
        [2, 2, 1, 4],
        [2, 1, 4, 3],
      ],
    ],
    [
      'LSTM',
      'lstm',
      [
        [2, 16],
        [2, 15],
        [2, 4],
      ],
    ],
    [
      'LSTM',
      'lstm',
      [
        [2, 16],
        [2, 16],
        [1, 4],
      ],
    ],
    ['Additive', 'additive', [[2, 3, 4], [2, 5, 3], [4]]],
    ['Additive', 'additive', [[2, 3, 4], [1, 5, 4], [4]]],
    [
      'Additive',
      'additive',
      [
        [2, 3, 4],
        [2, 5, 4],
        [4, 1],
      ],
    ],
  ])('%s operation (%s) refuses %j with an error that names the shapes', (name, piece, shapes) => {
    const before = tf.memory().numTensors
    const inputs = shapes.map((shape) => tf.zeros(shape))
    expect(() => tf.tidy(() => pieces[piece].fused(...inputs))).toThrow(
      new RegExp(`${name} .*\\[(batch|rows|steps)`, 's'),
    )
    tf.dispose(inputs)
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each(odd)('%s of %j hands NaN on, wherever it comes in', (piece, shapes) => {
    shapes.forEach((_, at) => {
      const inputs = shapes.map((shape, index) => {
        const clean = numbers(shape, index)
        if (index !== at) return clean
        const values = clean.dataSync()
        clean.dispose()
        values[values.length - 1] = NaN
        return tf.tensor(values, shape)
      })
      const [value, ...gradients] = valueAndGradients(pieces[piece].fused, inputs)
      expect(value?.some(Number.isNaN), `input ${at}`).toBe(true)
      const isAddend = piece === 'affine' && at === 2 // no gradient depends on what is only added
      expect(gradients.flat().some(Number.isNaN), `gradient with input ${at}`).toBe(!isAddend)
      tf.dispose(inputs)
    })
  })

  it('leave no tensor and no handle behind', () => {
    const inputs = odd.map(([, shapes]) => shapes.map((shape, index) => numbers(shape, index)))
    const pass = () => odd.forEach(([piece], which) => valueAndGradients(pieces[piece].fused, inputs[which]!))
    pass()
    const counts = () => [tf.memory().numTensors, nativeBackend()?.binding.getNumOfTensors()]
    const before = counts()
    for (let i = 0; i < 5; i++) pass()
    expect(counts()).toEqual(before)
    tf.dispose(inputs)
  })

  it('are not there on another engine', async () => {
    expect(hasFusedOperations()).toBe(true)
    await tf.setBackend('cpu')
    expect(hasFusedOperations()).toBe(false)
    await tf.setBackend('tensorflow')
  })
})

describe('where they are not wanted', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it('says that a GPU or the environment keeps them from being used', () => {
    expect(loadKernels(true, null)).toMatchObject({ used: false, why: expect.stringContaining('GPU'), fix: '' })
    vi.stubEnv('SACCADE_KERNELS', 'off')
    expect(loadKernels(false, null)).toEqual({ used: false, why: 'SACCADE_KERNELS=off is set.', fix: '' })
  })
})

// Saccade's own operations against what they stand for, composed of TensorFlow's.
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { split } from '../nn/pieces.ts'
import { nativeBackend } from './backend.ts'
import { fusedCrossEntropy } from './fused-entropy.ts'
import { fusedGru } from './fused-gru.ts'
import { fusedWeightedMean } from './fused-mean.ts'
import { fusedAffine, packMatrix } from './fused-product.ts'
import { fusedAdditive, fusedLstm, hasFusedOperations } from './fused.ts'
import { loadKernels } from './kernels.ts'
import { loadEngine } from './load.ts'
import { largestDifference } from '../../../test/support/numbers.ts'

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor

interface Piece {
  readonly fused: Operation
  readonly composed: Operation
}

// Kernels may be helped by one thread; fused-plain.test.ts runs all this without.
process.env.TF_NUM_INTEROP_THREADS ??= '2'

beforeAll(async () => {
  const { description } = await loadEngine({ engine: 'tensorflow', device: 'cpu' })
  expect(description.kernels).toMatchObject({ used: true, why: '', fix: '' })
})

/** 1 where a step is a token: the first sentence has one, each next one more, the last is the longest. */
function sequenceMask(steps: number, batch: number): number[] {
  return Array.from({ length: steps * batch }, (_, row) => {
    const [step, sentence] = [Math.floor(row / batch), row % batch]
    return step < (sentence === batch - 1 ? steps : sentence + 1) ? 1 : 0
  })
}

/** Outputs and final state, behind each other. */
function gru(backwards: boolean): Piece {
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

const additive: Piece = {
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

const meanShapes = (batch: number, heads: number, source: number, width: number) => [
  [batch, heads, 1, source],
  [batch, heads, source, width],
]
const gruShapes = (steps: number, batch: number, n: number) => [[steps * batch, 3 * n], [batch, n], [n, 3 * n], [3 * n]]
const affineShapes = (rows: number, depth: number, columns: number) => [[rows, depth], [depth, columns], [columns]]
const lstmShapes = (batch: number, n: number) => [
  [batch, 4 * n],
  [batch, 4 * n],
  [batch, n],
]
const additiveShapes = (batch: number, target: number, source: number, inner: number) => [
  [batch, target, inner],
  [batch, source, inner],
  [inner],
]

/** Numbers of both signs, the same each time. */
function numbers(shape: readonly number[], seed: number): tf.Tensor {
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape([...shape]) },
    (_, i) => 3 * Math.sin(i * 7.13 + seed),
  )
  return tf.tensor(values, [...shape])
}

/** The value and all gradients of `operation`, weighted by `weights` where given, else by uneven numbers. */
function valueAndGradients(operation: Operation, inputs: tf.Tensor[], weights?: tf.Tensor): number[][] {
  return tf.tidy(() => {
    const value = operation(...inputs)
    const gradients = tf.grads((...all: tf.Tensor[]) => operation(...all))(inputs, weights ?? numbers(value.shape, 0.5))
    return [value, ...gradients].map((tensor) => Array.from(tensor.dataSync()))
  })
}

/** Largest difference relative to the largest number of each tensor (sums are added in another order). */
function expectAlike(actual: number[][], expected: number[][], tolerance = 2e-6): void {
  expect(actual.map((numbersOf) => numbersOf.length)).toEqual(expected.map((numbersOf) => numbersOf.length))
  actual.forEach((tensor, which) => {
    const scale = expected[which]!.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
    const worst = largestDifference(tensor, expected[which]!)
    expect(worst / scale, `tensor ${which}`).toBeLessThan(tolerance) // false for NaN
  })
}

const pieces = {
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
const odd: [keyof typeof pieces, number[][]][] = [
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

describe('their exponential functions', () => {
  // Every sign and magnitude up to 100, the neighbourhoods of 0 and of the powers of 2 that e^x passes, and beyond.
  const magnitudes = [
    ...Array.from({ length: 20_000 }, (_, i) => (i * 100) / 20_000),
    ...Array.from({ length: 2_000 }, (_, i) => 1e-30 * 1.035 ** i).filter((x) => x < 100),
    ...Array.from({ length: 144 }, (_, i) => (i + 0.5) * Math.LN2),
    1e4,
    1e10,
    1e38,
    Infinity,
  ]
  const points = Float32Array.from(magnitudes.flatMap((x) => [x, -x]))

  function worstRelative(values: ArrayLike<number>, exact: (x: number) => number): number {
    let worst = 0
    points.forEach((x, i) => {
      const expected = exact(x)
      // What float32 cannot hold in full may be anything as small.
      const error = Math.abs(values[i]! - expected) / Math.max(Math.abs(expected), 1e-31)
      if (!(error <= worst)) worst = error // NaN counts
    })
    return worst
  }

  it('tanh is right to 3e-7 relative', () => {
    const values = tf.tidy(() =>
      fusedAdditive(
        tf.tensor3d(points, [points.length, 1, 1]),
        tf.zeros([points.length, 1, 1]),
        tf.ones([1]),
      ).dataSync(),
    )
    expect(worstRelative(values, Math.tanh)).toBeLessThan(3e-7)
  })

  it('σ is right to 3e-7 relative', () => {
    // With open forget gate's input g = 0 and i shut out, c' = σ(f) c, of which c = 1 leaves σ(f).
    const values = tf.tidy(() => {
      const f = tf.tensor2d(points, [points.length, 1])
      const zero = tf.zeros([points.length, 1])
      const input = tf.concat([zero, f, zero, zero], 1)
      return fusedLstm(input, tf.zerosLike(input), tf.ones([points.length, 1]))[1].dataSync()
    })
    expect(worstRelative(values, (x) => 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-7)
  })
})

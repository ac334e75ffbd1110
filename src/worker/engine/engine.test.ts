// Both engines in one process, compared with each other and with numbers worked out otherwise.
import * as tf from '@tensorflow/tfjs-core'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { nativeBackend } from './backend.ts'
import { gatherRows } from './gather.ts'
import { loadEngine } from './load.ts'
import { executeOp, executeSingleOp } from './native.ts'
import { siteKey, statelessUniform, stepSeed } from './random.ts'
import { loadWasm } from './wasm.ts'

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'auto' })
  await loadWasm()
})

const engines = ['tensorflow', 'wasm'] as const

function on<T>(engine: (typeof engines)[number], work: () => T): T {
  void tf.setBackend(engine) // both are initialised by now, so it takes effect at once
  expect(tf.getBackend()).toBe(engine)
  return work()
}

/** Numbers of the tensor that `work` makes, with a check that it leaves no other tensor behind. */
function valuesOf(work: () => tf.Tensor): number[] {
  const before = tf.memory().numTensors
  const result = tf.tidy(work)
  expect(tf.memory().numTensors).toBe(before + 1)
  const values = Array.from(result.dataSync())
  result.dispose()
  return values
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-4): void {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, index) => {
    expect(Math.abs(value - expected[index]!), `element ${index}`).toBeLessThanOrEqual(tolerance)
  })
}

describe('loading', () => {
  it('gives TensorFlow and describes it', async () => {
    const { kind, description } = await loadEngine()
    expect(kind).toBe('tensorflow')
    expect(description.version).toMatch(/^2\.\d+\.\d+$/)
    expect(description.threads).toEqual({ interOp: 2, intraOp: 1 })
  })

  it('refuses the other engine in the same process, saying so', async () => {
    await expect(loadEngine({ engine: 'wasm', device: 'auto' })).rejects.toMatchObject({ code: 'engine' })
  })

  it('shares one copy of tfjs-core between models and TensorFlow', () => {
    const required: unknown = createRequire(import.meta.url)('@tensorflow/tfjs-core')
    expect(required).toHaveProperty('backend', tf.backend)
    on('tensorflow', () => expect(nativeBackend()).not.toBeNull())
    on('wasm', () => expect(nativeBackend()).toBeNull())
  })
})

describe('operations by name', () => {
  it('runs one with a single and one with several outputs', () => {
    on('tensorflow', () => {
      const int32 = { kind: 'type', value: 'int32' } as const
      const xor = valuesOf(() =>
        executeSingleOp('BitwiseXor', { T: int32 }, [tf.tensor1d([12, -1], 'int32'), tf.tensor1d([10, 1], 'int32')]),
      )
      expect(xor).toEqual([6, -2])
      const unique = tf.tidy(() =>
        executeOp('Unique', { T: int32, out_idx: int32 }, [tf.tensor1d([7, 7, 5], 'int32')], 2).map((tensor) =>
          Array.from(tensor.dataSync()),
        ),
      )
      expect(unique).toEqual([
        [7, 5],
        [0, 0, 1],
      ])
    })
  })

  it('says which operation needs TensorFlow on WASM', () => {
    on('wasm', () => expect(() => executeSingleOp('BitwiseXor', {}, [])).toThrow(/BitwiseXor needs TensorFlow/))
  })
})

describe('stateless random numbers', () => {
  const draw = (engine: (typeof engines)[number], step: number, site: string, shape = [5, 7]) =>
    on(engine, () => valuesOf(() => statelessUniform(shape, tf.tensor1d(stepSeed(42, step), 'int32'), site)))

  it.each([[[1]], [[5, 7]], [[2, 3, 1031]]])('are the same on both engines, bit for bit, for shape %j', (shape) => {
    for (const step of [0, 1, 123_456]) {
      expect(draw('wasm', step, 'encoder.dropout', shape)).toEqual(draw('tensorflow', step, 'encoder.dropout', shape))
    }
  })

  it('depend on seed, step and site and on nothing else', () => {
    const first = draw('tensorflow', 3, 'a')
    expect(draw('tensorflow', 3, 'a')).toEqual(first)
    expect(draw('tensorflow', 4, 'a')).not.toEqual(first)
    expect(draw('tensorflow', 3, 'b')).not.toEqual(first)
    expect(stepSeed(1, 0)).not.toEqual(stepSeed(0, 1))
  })

  it('are uniform in [0, 1) and uncorrelated between steps and sites', () => {
    const count = 20_000
    const one = draw('tensorflow', 10, 'site 1', [count])
    for (const other of [draw('tensorflow', 11, 'site 1', [count]), draw('tensorflow', 10, 'site 2', [count])]) {
      const correlation = one.reduce((sum, value, i) => sum + (value - 0.5) * (other[i]! - 0.5), 0) / count / (1 / 12)
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(count))
    }
    expect(Math.min(...one)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...one)).toBeLessThan(1)
    const counts = Array<number>(10).fill(0)
    for (const value of one) counts[Math.floor(value * 10)]! += 1
    const chiSquare = counts.reduce((sum, n) => sum + (n - count / 10) ** 2 / (count / 10), 0)
    expect(chiSquare).toBeLessThan(27.9) // 0.999 quantile for 9 degrees of freedom
  })

  it('give every step and site of a run a seed of its own', () => {
    const seeds = new Set<string>()
    for (let step = 0; step < 5_000; step++) seeds.add(stepSeed(7, step).join())
    expect(seeds.size).toBe(5_000)
    const sites = ['encoder.layers.0', 'encoder.layers.1', 'decoder.layers.0', 'decoder.layers.1', 'coins', '']
    expect(new Set(sites.map((site) => siteKey(site).join())).size).toBe(sites.length)
  })
})

describe.each(engines)('looking up rows on %s', (engine) => {
  const table = [1, 2, 3, 4, 5, 6, 7, 8] // [4, 2]
  const ids = [3, 0, 3, 1, 1, 3] // [2, 3]
  const weights = [1, -2, 0.5, 3, 2, 1, -1, 4, 0.25, 1, 2, -3] // [2, 3, 2]

  it('gathers them in the shape of the ids', () => {
    on(engine, () => {
      const gathered = tf.tidy(() => {
        const rows = gatherRows(tf.tensor2d(table, [4, 2]), tf.tensor2d(ids, [2, 3], 'int32'))
        return { shape: rows.shape, values: Array.from(rows.dataSync()) }
      })
      expect(gathered).toEqual({ shape: [2, 3, 2], values: [7, 8, 1, 2, 7, 8, 3, 4, 3, 4, 7, 8] })
    })
  })

  it('has the gradient that finite differences give', () => {
    on(engine, () => {
      const loss = (rows: tf.Tensor) =>
        tf.sum(tf.mul(tf.square(gatherRows(rows, tf.tensor2d(ids, [2, 3], 'int32'))), tf.tensor3d(weights, [2, 3, 2])))
      const gradient = valuesOf(() => tf.grad(loss)(tf.tensor2d(table, [4, 2])))
      const step = 1 / 64
      const numeric = table.map((_, index) => {
        const at = (by: number) => {
          const moved = table.map((value, i) => (i === index ? value + by : value))
          return valuesOf(() => loss(tf.tensor2d(moved, [4, 2])))[0]!
        }
        return (at(step) - at(-step)) / (2 * step)
      })
      expectClose(gradient, numeric, 2e-2)
      expect(gradient.slice(4, 6)).toEqual([0, 0]) // row 2 was never used
    })
  })

  it('keeps ids that are made on the way until the gradient is computed', () => {
    on(engine, () => {
      const rows = tf.variable(tf.ones([4, 2]))
      const batch = tf.tensor2d([1, 3, 3, 0], [2, 2], 'int32')
      const lookUp = () => tf.sum<tf.Scalar>(gatherRows(rows, tf.reshape(tf.transpose(batch), [4])))
      const gradient = valuesOf(() => tf.variableGrads(lookUp, [rows]).grads[rows.name]!)
      expect(gradient).toEqual([1, 1, 1, 1, 0, 0, 2, 2])
      tf.dispose([rows, batch])
    })
  })

  it('leaves no tensor behind after training steps', () => {
    on(engine, () => {
      const rows = tf.variable(tf.ones([4, 2]))
      const trainStep = () =>
        tf.tidy(() => {
          const { grads } = tf.variableGrads(() => tf.sum(tf.square(gatherRows(rows, tf.tensor1d([1, 3], 'int32')))))
          for (const gradient of Object.values(grads)) rows.assign(tf.sub(rows, tf.mul(gradient, 0.1)))
        })
      trainStep()
      const before = tf.memory().numTensors
      for (let i = 0; i < 20; i++) trainStep()
      expect(tf.memory().numTensors).toBe(before)
      rows.dispose()
    })
  })
})

describe('WASM against TensorFlow', () => {
  const numbers = (count: number, scale: number) =>
    Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + scale) * scale)

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('multiplies matrices alike, transposed %s and %s, and so its gradients', (transposeA, transposeB) => {
    const compute = (engine: (typeof engines)[number]) =>
      on(engine, () =>
        valuesOf(() => {
          const a = tf.tensor3d(numbers(2 * 5 * 7, 1), transposeA ? [2, 7, 5] : [2, 5, 7])
          const b = tf.tensor3d(numbers(2 * 7 * 3, 2), transposeB ? [2, 3, 7] : [2, 7, 3])
          const f = (x: tf.Tensor, y: tf.Tensor) => tf.tanh(tf.matMul(x, y, transposeA, transposeB))
          const [da, db] = tf.grads(f)([a, b])
          return tf.concat([f(a, b), da!, db!].map((tensor) => tf.reshape(tensor, [-1])))
        }),
      )
    expectClose(compute('wasm'), compute('tensorflow'))
  })

  it('drops rows with a negative segment and refuses one that is too large', () => {
    const sum = (ids: number[]) => () =>
      valuesOf(() => tf.unsortedSegmentSum(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d(ids, 'int32'), 2))
    expect(on('wasm', sum([-1, 1]))).toEqual([0, 0, 3, 4])
    expect(on('tensorflow', sum([-1, 1]))).toEqual([0, 0, 3, 4])
    expect(() => on('wasm', sum([0, 2]))).toThrow(/not below 2/)
  })

  it.each(['float32', 'int32', 'bool'] as const)('makes one-hot rows of %s alike', (dtype) => {
    const make = (engine: (typeof engines)[number]) =>
      on(engine, () =>
        valuesOf(() =>
          dtype === 'float32'
            ? tf.oneHot(tf.tensor2d([2, 0, 3, 1], [2, 2], 'int32'), 4, 0.75, 0.125, dtype)
            : tf.oneHot(tf.tensor2d([2, 0, 3, 1], [2, 2], 'int32'), 4, 1, 0, dtype),
        ),
      )
    expect(make('wasm')).toEqual(make('tensorflow'))
  })

  it('trains a small recurrent step alike', () => {
    const train = (engine: (typeof engines)[number]) =>
      on(engine, () => {
        const embedding = tf.variable(tf.tensor2d(numbers(6 * 4, 0.5), [6, 4]))
        const recurrent = tf.variable(tf.tensor2d(numbers(4 * 4, 0.4), [4, 4]))
        const losses: number[] = []
        for (let i = 0; i < 5; i++) {
          tf.tidy(() => {
            const { value, grads } = tf.variableGrads(() => {
              let state: tf.Tensor = tf.zeros([2, 4])
              for (const ids of [
                [0, 5],
                [2, 2],
                [3, 1],
              ]) {
                const input = gatherRows(embedding, tf.tensor1d(ids, 'int32'))
                state = tf.tanh(tf.add(input, tf.matMul(state, recurrent)))
              }
              const logProbabilities = tf.logSoftmax(state)
              return tf.neg(
                tf.mean(tf.mul(logProbabilities, tf.oneHot(tf.tensor1d([1, 3], 'int32'), 4, 1, 0, 'float32'))),
              )
            }, [embedding, recurrent])
            losses.push(value.dataSync()[0]!)
            for (const variable of [embedding, recurrent]) {
              variable.assign(tf.sub(variable, tf.mul(grads[variable.name]!, 0.5)))
            }
          })
        }
        const weights = [...embedding.dataSync(), ...recurrent.dataSync()]
        embedding.dispose()
        recurrent.dispose()
        return { losses, weights }
      })
    const native = train('tensorflow')
    const wasm = train('wasm')
    expectClose(wasm.losses, native.losses)
    expectClose(wasm.weights, native.weights)
    expect(native.losses[4]).toBeLessThan(native.losses[0]!)
    expect(train('tensorflow')).toEqual(native) // and the same again, bit for bit
  })
})

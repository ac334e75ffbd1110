import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadEngine } from '../engine/load.ts'
import { drawNormal, drawOrthogonal, drawUniform } from './draw.ts'
import { createCell } from './create-cell.ts'
import { createParameters } from './parameters.ts'

const source = { seed: 1, name: 'weights' }

function moments(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, variance }
}

describe('first values', () => {
  it('are uniform within the bound', () => {
    const values = drawUniform(source, 20_000, 0.5)
    expect(values.every((value) => Math.abs(value) <= 0.5)).toBe(true)
    expect(moments(values).mean).toBeCloseTo(0, 1.5)
    expect(moments(values).variance).toBeCloseTo(1 / 12, 2)
  })

  it('are normal, also where their number is odd', () => {
    const values = drawNormal(source, 20_001)
    expect(values.every(Number.isFinite)).toBe(true)
    expect(moments(values).mean).toBeCloseTo(0, 1)
    expect(moments(values).variance).toBeCloseTo(1, 1)
    const far = values.filter((value) => Math.abs(value) > 1.96).length / values.length
    expect(far).toBeCloseTo(0.05, 2)
  })

  it.each([6, 150])('make orthogonal matrices side by side, of size %i', (size) => {
    const values = drawOrthogonal(source, size, size, 2)
    let farthest = 0
    for (const gate of [0, 1]) {
      const at = (row: number, column: number) => values[row * 2 * size + gate * size + column]!
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) {
          let product = 0
          for (let column = 0; column < size; column++) product += at(a, column) * at(b, column)
          farthest = Math.max(farthest, Math.abs(product - (a === b ? 1 : 0)))
        }
      }
    }
    expect(farthest).toBeLessThan(1e-6)
  })
})

describe('createParameters', () => {
  beforeAll(async () => {
    await loadEngine()
  })

  it('follows PyTorch’s defaults or Glorot with zero biases', () => {
    for (const [scheme, bound, bias] of [
      ['pytorch', 0.25, 0.25],
      ['xavier', Math.sqrt(6 / 48), 0],
    ] as const) {
      const parameters = createParameters(scheme, 1)
      const matrix = parameters.matrix('weight', 16, 32, 0.25, 3)
      expect(matrix.shape).toEqual([16, 96])
      const largest = Math.max(...matrix.dataSync().map(Math.abs))
      expect(largest).toBeLessThanOrEqual(bound)
      expect(largest).toBeGreaterThan(0.95 * bound)
      const largestBias = Math.max(...parameters.bias('bias', 500, 0.25).dataSync().map(Math.abs))
      expect(largestBias).toBeCloseTo(bias, 1.5)
      for (const variable of parameters.byName.values()) variable.dispose()
    }
  })

  it.each([
    [4, 9],
    [9, 4],
    [5, 1],
  ])('makes orthogonal matrices of %i × %i, each gate by itself, embeddings left normal', (inputs, outputs) => {
    const parameters = createParameters('orthogonal', 1)
    const gates = tf.split(parameters.matrix('weight', inputs, outputs, 0.25, 2), 2, 1)
    for (const gate of gates) {
      tf.tidy(() => {
        const gram = tf.matMul(gate, gate, inputs > outputs, inputs <= outputs)
        const identity = tf.eye(Math.min(inputs, outputs))
        expect(tf.max(tf.abs(tf.sub(gram, identity))).dataSync()[0]).toBeLessThan(1e-5)
      })
    }
    const largest = Math.max(...parameters.table('table', 200, 10).dataSync().map(Math.abs))
    expect(largest).toBeGreaterThan(2)
    tf.dispose([...gates, ...parameters.byName.values()])
  })

  it.each(['pytorch', 'xavier', 'orthogonal'] as const)(
    '%s raises the forget gate of an LSTM, and only it',
    (scheme) => {
      const biasOf = (forgetBias: number) => {
        const parameters = createParameters(scheme, 1)
        createCell({ cell: 'lstm', hidden: 3, forgetBias }, parameters, 'cell', 2)
        const values = ['biasInput', 'biasHidden'].flatMap((name) => [
          ...parameters.byName.get(`cell.${name}`)!.dataSync(),
        ])
        tf.dispose([...parameters.byName.values()])
        return values
      }
      const plain = biasOf(0)
      biasOf(1.5).forEach((value, index) => {
        expect(value - plain[index]!).toBeCloseTo(index >= 3 && index < 6 ? 1.5 : 0, 5)
      })
    },
  )

  it('refuses two parameters of one name', () => {
    const parameters = createParameters('pytorch', 1)
    const first = parameters.bias('bias', 1, 1)
    expect(() => parameters.bias('bias', 1, 1)).toThrow(/bias/)
    first.dispose()
    expect(tf.memory().numTensors).toBe(0)
  })
})

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadEngine } from '../engine/load.ts'
import { drawNormal, drawOrthogonal, drawUniform } from './draw.ts'
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

  it('make orthogonal matrices side by side', () => {
    const size = 6
    const values = drawOrthogonal(source, size, 2)
    for (const gate of [0, 1]) {
      const at = (row: number, column: number) => values[row * 2 * size + gate * size + column]!
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) {
          const product = Array.from({ length: size }, (_, column) => at(a, column) * at(b, column))
          expect(product.reduce((sum, value) => sum + value, 0)).toBeCloseTo(a === b ? 1 : 0, 5)
        }
      }
    }
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

  it('refuses two parameters of one name', () => {
    const parameters = createParameters('pytorch', 1)
    const first = parameters.bias('bias', 1, 1)
    expect(() => parameters.bias('bias', 1, 1)).toThrow(/bias/)
    first.dispose()
    expect(tf.memory().numTensors).toBe(0)
  })
})

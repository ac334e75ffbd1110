import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { npyBytes } from './npy.ts'

// Written by numpy.save of NumPy 2.4.6, from float32 arrays.
const fixture = (name: string) => new Uint8Array(fs.readFileSync(path.join(import.meta.dirname, 'fixtures', name)))

describe('a NumPy file', () => {
  it('is what NumPy writes', () => {
    const weights = Float32Array.of(0.5, 0.25, 0.1, NaN, 0, -1e-3, 1, 0, 0, 3.5, 1 / 3, 7)
    expect(npyBytes(weights, [2, 2, 3])).toEqual(fixture('weights.npy'))
    expect(npyBytes(Float32Array.of(0, 1, 2, 3, 4), [5])).toEqual(fixture('row.npy'))
  })

  it('refuses a shape that does not hold the values', () => {
    expect(() => npyBytes(new Float32Array(5), [2, 3])).toThrow('5 values do not fill the shape 2 × 3')
  })
})

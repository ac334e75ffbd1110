import { describe, expect, it } from 'vitest'
import { attentionEntropy } from './entropy.ts'
import { ratioValue } from '../ratio.ts'

describe('attentionEntropy', () => {
  it('is 0 for one place, 1 for all alike, and ignores padding', () => {
    const entropy = (weights: number[], columns: number, length: number) =>
      ratioValue(attentionEntropy({ rows: weights.length / columns, columns, weights }, length))
    expect(entropy([0, 1, 0, 0], 4, 3)).toBe(0)
    expect(entropy([1 / 3, 1 / 3, 1 / 3, 0], 4, 3)).toBeCloseTo(1, 12)
    expect(entropy([1, 0, 0.5, 0.5], 2, 2)).toBeCloseTo(0.5, 12)
    expect(entropy([1], 1, 1)).toBe(0)
    expect(entropy([NaN, 0], 2, 2)).toBeNaN()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeBatch } from './batches.ts'
import type { EncodedPair } from './types.ts'
import { BOS, EOS, PAD } from './vocabulary.ts'

const ids = fc.array(fc.integer({ min: 3, max: 50 }), { maxLength: 12 }).map((tokens) => Int32Array.of(...tokens, EOS))
const pairs: fc.Arbitrary<EncodedPair[]> = fc.array(fc.record({ source: ids, target: ids }), {
  minLength: 1,
  maxLength: 8,
})

describe('makeBatch', () => {
  it('lays out a ragged batch by hand', () => {
    const batch = makeBatch(
      [
        { source: Int32Array.of(7, 8, 2), target: Int32Array.of(9, 2) },
        { source: Int32Array.of(2), target: Int32Array.of(4, 5, 2) },
      ],
      [1, 0],
      { sourceLength: 4 },
    )
    expect(batch).toEqual({
      size: 2,
      sourceLength: 4,
      targetLength: 3,
      source: Int32Array.of(2, 0, 0, 0, 7, 8, 2, 0),
      sourceMask: Float32Array.of(1, 0, 0, 0, 1, 1, 1, 0),
      targetInput: Int32Array.of(1, 4, 5, 1, 9, 0),
      targetOutput: Int32Array.of(4, 5, 2, 9, 2, 0),
      targetMask: Float32Array.of(1, 1, 1, 1, 1, 0),
      sourceTokens: 4,
      targetTokens: 5,
    })
  })

  it('keeps every token in its row, pads the rest, and masks exactly the real tokens', () => {
    fc.assert(
      fc.property(pairs, fc.nat({ max: 5 }), (encoded, extra) => {
        const longest = Math.max(...encoded.map((pair) => pair.target.length))
        const batch = makeBatch(encoded, [...encoded.keys()], { targetLength: longest + extra })
        expect(batch.targetLength).toBe(longest + extra)
        for (const [row, { target }] of encoded.entries()) {
          const cells = <T>(matrix: Iterable<T> & { length: number }) =>
            [...matrix].slice(row * batch.targetLength, (row + 1) * batch.targetLength)
          const padding = new Array<number>(batch.targetLength - target.length).fill(PAD)
          expect(cells(batch.targetOutput)).toEqual([...target, ...padding])
          expect(cells(batch.targetInput)).toEqual([BOS, ...target.slice(0, -1), ...padding])
          expect(cells(batch.targetMask)).toEqual([...target.map(() => 1), ...padding])
        }
        expect(batch.targetTokens).toBe(batch.targetMask.reduce((sum, value) => sum + value, 0))
        expect(batch.sourceTokens).toBe(batch.sourceMask.reduce((sum, value) => sum + value, 0))
      }),
    )
  })

  it('refuses padding that is too short and pairs that do not exist', () => {
    const pair = { source: Int32Array.of(5, 6, 2), target: Int32Array.of(2) }
    expect(() => makeBatch([pair], [0], { sourceLength: 2 })).toThrow(RangeError)
    expect(() => makeBatch([pair], [1])).toThrow(RangeError)
  })
})

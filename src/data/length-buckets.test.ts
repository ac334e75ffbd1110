import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketFor, lengthBuckets } from './length-buckets.ts'

const padded = (lengths: readonly number[], buckets: readonly number[]) =>
  lengths.reduce((sum, length) => sum + bucketFor(length, buckets), 0)

/** Every choice of at most `count` of the sizes that holds the largest. */
function* choices(sizes: readonly number[], count: number): Generator<number[]> {
  const largest = sizes.at(-1)!
  for (let bits = 0; bits < 1 << (sizes.length - 1); bits++) {
    const chosen = sizes.filter((_, place) => place < sizes.length - 1 && bits & (1 << place))
    if (chosen.length < count) yield [...chosen, largest]
  }
}

describe('lengthBuckets', () => {
  it('wastes no more padding than any other choice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (lengths, count) => {
          const buckets = lengthBuckets(lengths, count)
          const sizes = [...new Set(lengths)].sort((a, b) => a - b)
          const least = Math.min(...Array.from(choices(sizes, count), (choice) => padded(lengths, choice)))
          expect(padded(lengths, buckets)).toBe(least)
          expect(buckets.length).toBeLessThanOrEqual(count)
          expect(buckets.at(-1)).toBe(sizes.at(-1))
        },
      ),
    )
  })

  it('gives a length beyond all buckets its own', () => {
    expect(bucketFor(7, [4, 8])).toBe(8)
    expect(bucketFor(9, [4, 8])).toBe(9)
    expect(lengthBuckets([], 3)).toEqual([])
  })
})

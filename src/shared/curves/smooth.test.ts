import { expect, test } from 'vitest'
import { randomStream } from '../random.ts'
import { smooth, smoothAt } from './smooth.ts'

test('some values of a smoothed curve are those of all of it', () => {
  const random = randomStream(1, 'smooth', 0)
  const values = Float64Array.from({ length: 5000 }, (_, i) =>
    i % 97 === 0 ? NaN : i % 89 === 0 ? -Infinity : random.uniform(),
  )
  const indexes = [0, 1, 2, 89, 97, 98, 2000, 2001, 4997, 4998, 4999]
  for (const smoothing of [
    { kind: 'none' as const },
    { kind: 'exponential' as const, weight: 0.9 },
    ...[1, 2, 3, 9, 101, 1001].map((window) => ({ kind: 'median' as const, window })),
  ]) {
    const all = smooth(values, smoothing)
    expect(smoothAt(values, smoothing, indexes)).toEqual(Float64Array.from(indexes, (index) => all[index] ?? NaN))
  }
})

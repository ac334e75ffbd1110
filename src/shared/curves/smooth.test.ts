import { expect, test } from 'vitest'
import { randomStream } from '../random.ts'
import { smooth, smoothAt, smoothInTurns } from './smooth.ts'

test('a curve that is smoothed in turns, all of it or some values, is that smoothed at once', async () => {
  let breaths = 0
  const breathe = () => {
    breaths += 1
    return Promise.resolve()
  }
  const random = randomStream(1, 'smooth', 0)
  const values = Float64Array.from({ length: 45_000 }, (_, i) =>
    i % 97 === 0 ? NaN : i % 89 === 0 ? -Infinity : random.uniform(),
  )
  const indexes = [0, 1, 2, 89, 97, 98, 2000, 2001, 19_999, 20_000, 44_997, 44_998, 44_999]
  for (const smoothing of [
    { kind: 'none' as const },
    { kind: 'exponential' as const, weight: 0.9 },
    ...[1, 2, 3, 9, 101, 1001].map((window) => ({ kind: 'median' as const, window })),
  ]) {
    const all = smooth(values, smoothing)
    expect(await smoothInTurns(values, smoothing, breathe)).toEqual(all)
    expect(await smoothAt(values, smoothing, indexes, breathe)).toEqual(
      Float64Array.from(indexes, (index) => all[index] ?? NaN),
    )
  }
  expect(breaths).toBeGreaterThan(10)
})

import { describe, expect, it } from 'vitest'
import { createPace } from '../data/pace.ts'
import { randomStream } from '../shared/random.ts'
import { pairedBootstrap, seededPlaces, seededPlacesWithin } from './bootstrap.ts'
import { RATIO_METRIC } from './corpus-metric.ts'

/** `count` sentences, of which every `nth` is right. */
const system = (count: number, nth: number) =>
  Array.from({ length: count }, (_, index) => [index % nth === 0 ? 1 : 0, 1])

const compare = (systems: number[][][], seed = 1, resamples = 1000) =>
  pairedBootstrap({
    metric: RATIO_METRIC,
    systems,
    resamples,
    places: seededPlaces(systems[0]!.length, seed),
    pace: createPace(),
  })

/** Of the same 300 resamples, by the distances from 0 less their mean. */
function pOfDistances(systems: readonly number[][][], difference: number, seed: number): number {
  const places = seededPlaces(systems[0]!.length, seed)
  const rights = (system: readonly number[][], drawn: Int32Array) =>
    drawn.reduce((sum, place) => sum + system[place]![0]!, 0) / system.length
  const distances = Array.from({ length: 300 }, (_, resample) => {
    const drawn = places(resample)
    return Math.abs(rights(systems[1]!, drawn) - rights(systems[0]!, drawn))
  })
  const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length
  const beyond = distances.filter((distance) => distance - mean > Math.abs(difference)).length
  return (beyond + 1) / (distances.length + 1)
}

describe('paired bootstrap', () => {
  it('finds what statistics promises for shares', async () => {
    const [half, third] = await compare([system(400, 2), system(400, 3)])
    // The standard error of a share p of n is √(p(1−p)/n): 2.5 % here, and 1.96 times that on each side of the interval.
    expect(half!.score.value).toBe(0.5)
    expect(half!.score.mean).toBeCloseTo(0.5, 2)
    expect(half!.score.low).toBeCloseTo(0.5 - 1.96 * 0.025, 2)
    expect(half!.score.high).toBeCloseTo(0.5 + 1.96 * 0.025, 2)
    expect(third!.difference!.value).toBeCloseTo(134 / 400 - 0.5, 12)
    expect(third!.difference!.high).toBeLessThan(0)
    expect(third!.difference!.p).toBeLessThan(0.01)
  })

  it('takes the same sentences for both, so that a run is never better than itself', async () => {
    const [, again] = await compare([system(50, 2), system(50, 2)])
    expect(again!.difference).toEqual({ value: 0, mean: 0, low: 0, high: 0, p: 1 })
  })

  it('calls one in twenty of equal systems different at 0.05, and agrees with its interval', async () => {
    const TRIALS = 400
    const random = randomStream(1, 'trials', 0)
    const right = (share: number) => [random.uniform() < share ? 1 : 0, 1]
    let [called, apart, against, calledByDistances] = [0, 0, 0, 0]
    for (let trial = 0; trial < TRIALS; trial++) {
      // Sentences are hard or easy for both.
      const shares = Array.from({ length: 100 }, () => 0.2 + 0.6 * random.uniform())
      const systems = [shares.map(right), shares.map(right)]
      const [, other] = await compare(systems, trial, 300)
      const { p, low, high, value } = other!.difference!
      const isApart = low > 0 || high < 0
      if (p < 0.05) called++
      if (isApart) apart++
      if (p < 0.05 !== isApart) against++
      if (pOfDistances(systems, value, trial) < 0.05) calledByDistances++
    }
    expect(called / TRIALS).toBeGreaterThan(0.02)
    expect(called / TRIALS).toBeLessThan(0.08)
    expect(apart / TRIALS).toBeLessThan(0.08)
    expect(against / TRIALS).toBeLessThan(0.04)
    // What sacreBLEU gives.
    expect(calledByDistances).toBeGreaterThan(1.5 * called)
  })

  it('is repeated by its seed alone', async () => {
    const systems = [system(60, 2), system(60, 4)]
    expect(await compare(systems, 3)).toEqual(await compare(systems, 3))
    expect(await compare(systems, 3)).not.toEqual(await compare(systems, 4))
  })
})

describe('seeded places', () => {
  it('are drawn evenly, with repeats', () => {
    const counts = new Array<number>(10).fill(0)
    const places = seededPlaces(10, 5)
    for (let resample = 0; resample < 2000; resample++) for (const place of places(resample)) counts[place]!++
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })
})

it('drawn within groups, each has as many as before, all of its own', () => {
  const places = seededPlacesWithin([3, 0, 40], 7)
  for (let resample = 0; resample < 50; resample++) {
    const drawn = Array.from(places(resample))
    expect(drawn.slice(0, 3).every((place) => place >= 0 && place < 3)).toBe(true)
    expect(drawn.slice(3).every((place) => place >= 3 && place < 43)).toBe(true)
  }
  expect(places(1)).toEqual(seededPlacesWithin([3, 0, 40], 7)(1))
})

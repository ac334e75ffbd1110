import { describe, expect, it } from 'vitest'
import { createPace } from '../data/pace.ts'
import { type RandomStream, randomStream } from '../shared/random.ts'
import { type SystemStatistics, pairedBootstrap, seededPlaces } from './bootstrap.ts'
import { RATIO_METRIC } from './corpus-metric.ts'
import { hierarchicalBootstrap } from './hierarchical-bootstrap.ts'

const PAIRS = 150
const TRIALS = 200
const RESAMPLES = 150

function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}

/** Runs whose chance to be right depends on the seed, on the sentence (the same one for all), and on luck. */
function simulate(trial: number, groups: readonly number[], seedSpread: number): SystemStatistics[][] {
  const random = randomStream(trial, 'simulation', 0)
  const hard = Array.from({ length: PAIRS }, () => 0.2 * (random.uniform() - 0.5))
  return groups.map((runs) =>
    Array.from({ length: runs }, () => {
      const good = 0.6 + seedSpread * normal(random)
      return hard.map((much) => [Number(random.uniform() < good + much), 1])
    }),
  )
}

async function intervalsOf(groups: readonly number[], seedSpread: number) {
  const results = []
  for (let trial = 0; trial < TRIALS; trial++) {
    const data = simulate(trial, groups, seedSpread)
    const common = {
      metric: RATIO_METRIC,
      resamples: RESAMPLES,
      places: seededPlaces(PAIRS, trial),
      pace: createPace(),
    }
    const hierarchical = await hierarchicalBootstrap({ ...common, groups: data, seed: trial })
    const pairsAlone = await pairedBootstrap({ ...common, systems: data.map(([first]) => first ?? []) })
    results.push({ hierarchical, pairsAlone })
  }
  return results
}

const share = <Of>(list: readonly Of[], holds: (one: Of) => boolean) => list.filter(holds).length / list.length
const within = ({ low, high }: { low: number; high: number }, truth: number) => low <= truth && truth <= high

describe('a simulation whose truth is known', () => {
  it('its intervals hold the truth in about 95 of 100 cases, for other seeds and other sentences', async () => {
    const found = await intervalsOf([4, 4], 0.06)
    const scores = share(found, ({ hierarchical: [one] }) => within(one!.score, 0.6))
    const differences = share(found, ({ hierarchical: [, two] }) => within(two!.difference!, 0))
    for (const coverage of [scores, differences]) {
      expect(coverage).toBeGreaterThan(0.92)
      expect(coverage).toBeLessThan(0.995)
    }
    // So often it takes chance for a difference.
    expect(share(found, ({ hierarchical: [, two] }) => two!.difference!.p < 0.05)).toBeCloseTo(1 - differences, 1)
    // Sentences alone say nothing of other seeds: they find differences where there are none.
    expect(share(found, ({ pairsAlone: [, two] }) => within(two!.difference!, 0))).toBeLessThan(0.85)
  })

  it('groups of two or three seeds, of unlike size, are no less honest', async () => {
    const found = await intervalsOf([2, 3], 0.06)
    expect(share(found, ({ hierarchical: [, two] }) => within(two!.difference!, 0))).toBeGreaterThan(0.92)
    expect(share(found, ({ hierarchical: [one] }) => within(one!.score, 0.6))).toBeGreaterThan(0.92)
  })

  it('seeds that make no difference leave the uncertainty of the sentences', async () => {
    const found = await intervalsOf([5, 5], 0)
    const coverage = share(found, ({ hierarchical: [, two] }) => within(two!.difference!, 0))
    expect(coverage).toBeGreaterThan(0.92)
  })
})

it('a real difference is found, and its side', async () => {
  const [worse = [], better = []] = simulate(1, [4, 4], 0.01)
  const much = better.map((rows) => rows.map(([right = 0], at) => [at % 3 === 0 ? 1 : right, 1]))
  const [, two] = await hierarchicalBootstrap({
    ...{ metric: RATIO_METRIC, groups: [worse, much], resamples: 300, seed: 1, pace: createPace() },
    places: seededPlaces(PAIRS, 1),
  })
  expect(two?.difference?.value).toBeGreaterThan(0.05)
  expect(two?.difference?.low).toBeGreaterThan(0)
  expect(two?.difference?.p).toBeLessThan(0.05)
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlanOptions, createBatchSchedule, planEpoch } from './epoch-plan.ts'
import { randomStream } from '../shared/random.ts'

const options: fc.Arbitrary<PlanOptions> = fc
  .record({
    lengths: fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })), {
      minLength: 1,
      maxLength: 300,
    }),
    batchSize: fc.integer({ min: 1, max: 40 }),
    order: fc.constantFrom('bucketed', 'shuffled'),
    seed: fc.nat(),
  })
  .map(({ lengths, ...rest }) => ({
    ...rest,
    sourceLengths: lengths.map(([source]) => source),
    targetLengths: lengths.map(([, target]) => target),
  }))

describe('planEpoch', () => {
  it('holds every pair once, in full batches but one, and is a pure function', () => {
    fc.assert(
      fc.property(options, fc.nat({ max: 5 }), (plan, epoch) => {
        const batches = planEpoch({ ...plan, epoch })
        const pairs = batches.flatMap((batch) => [...batch])
        expect([...pairs].sort((a, b) => a - b)).toEqual(
          plan.sourceLengths.length ? [...Array(plan.sourceLengths.length).keys()] : [],
        )
        expect(batches).toHaveLength(Math.ceil(plan.sourceLengths.length / plan.batchSize))
        expect(batches.filter((batch) => batch.length !== plan.batchSize).length).toBeLessThanOrEqual(1)
        expect(planEpoch({ ...plan, epoch })).toEqual(batches)
      }),
    )
  })

  const random = randomStream(5, 'test', 0)
  const drawLengths = () => Int32Array.from({ length: 5000 }, () => 3 + random.integer(40))
  const sourceLengths = drawLengths()
  const plan = { sourceLengths, targetLengths: sourceLengths, batchSize: 64, seed: 1 }

  it.each([
    { lengths: 'equal', targetLengths: sourceLengths, most: 0.03 },
    { lengths: 'unrelated', targetLengths: drawLengths(), most: 0.15 },
  ])('wastes little padding when bucketed and lengths are $lengths', ({ targetLengths, most }) => {
    const waste = (order: 'bucketed' | 'shuffled') => {
      let tokens = 0
      let padded = 0
      for (const batch of planEpoch({ ...plan, targetLengths, order, epoch: 0 })) {
        for (const lengths of [sourceLengths, targetLengths]) {
          const own = Array.from(batch, (pair) => lengths[pair]!)
          tokens += own.reduce((sum, length) => sum + length, 0)
          padded += Math.max(...own) * own.length
        }
      }
      return 1 - tokens / padded
    }
    expect(waste('bucketed')).toBeLessThan(most)
    expect(waste('shuffled')).toBeGreaterThan(0.3)
  })

  it('changes the order and the membership of bucketed batches from epoch to epoch and with the seed', () => {
    const members = (seed: number, epoch: number) =>
      new Set(
        planEpoch({ ...plan, order: 'bucketed', seed, epoch }).map((batch) => [...batch].sort((a, b) => a - b).join()),
      )
    const first = members(1, 0)
    for (const other of [members(1, 1), members(2, 0)])
      expect([...other].filter((batch) => first.has(batch))).toEqual([])
    const lengths = planEpoch({ ...plan, order: 'bucketed', epoch: 0 }).map((batch) => sourceLengths[batch[0]!]!)
    expect(lengths).not.toEqual([...lengths].sort((a, b) => a - b))
  })
})

describe('batch schedule', () => {
  it('finds the batch of a step without the steps before it', () => {
    fc.assert(
      fc.property(options, (plan) => {
        const schedule = createBatchSchedule(plan)
        const steps = Array.from({ length: schedule.stepsPerEpoch * 2 + 1 }, (_, i) => i + 1)
        const inOrder = steps.map((step) => schedule.batchAt(step))
        const last = steps.at(-1)!
        expect(createBatchSchedule(plan).batchAt(last)).toEqual(inOrder.at(-1))
        expect(inOrder.slice(0, schedule.stepsPerEpoch).map((place) => place.indices)).toEqual(
          planEpoch({ ...plan, epoch: 0 }),
        )
        expect(inOrder.at(-1)!.epoch).toBe(2)
      }),
      { numRuns: 30 },
    )
  })

  it('refuses steps before the first and data without pairs', () => {
    const plan = { sourceLengths: [1], targetLengths: [1], batchSize: 1, order: 'shuffled', seed: 1 } as const
    expect(() => createBatchSchedule(plan).batchAt(0)).toThrow(RangeError)
    expect(() => createBatchSchedule({ ...plan, sourceLengths: [], targetLengths: [] })).toThrow(RangeError)
  })
})

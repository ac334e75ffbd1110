import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitByKey } from './split.ts'

const keys = fc
  .array(fc.integer({ min: 0, max: 30 }).map(String), { minLength: 2, maxLength: 100 })
  .filter((list) => new Set(list).size > 1)

describe('splitByKey', () => {
  it('puts every position on one side and no key on both', () => {
    fc.assert(
      fc.property(keys, fc.double({ min: 0.0001, max: 0.5, noNaN: true }), fc.nat(), (list, fraction, seed) => {
        const { train, valid } = splitByKey(list, fraction, seed)
        expect([...train, ...valid].sort((a, b) => a - b)).toEqual([...list.keys()])
        const held = new Set(valid.map((position) => list[position]))
        expect(train.some((position) => held.has(list[position]))).toBe(false)
        expect(train.length).toBeGreaterThan(0)
        expect(valid.length).toBeGreaterThan(0)
      }),
    )
  })

  it('holds out the share asked for, other pairs with another seed', () => {
    const list = Array.from({ length: 1000 }, (_, i) => `key ${i}`)
    expect(splitByKey(list, 0.05, 1).valid).toHaveLength(50)
    expect(splitByKey(list, 0.05, 1)).not.toEqual(splitByKey(list, 0.05, 2))
  })

  it('does not depend on the order of the pairs', () => {
    fc.assert(
      fc.property(keys, fc.nat(), (list, seed) => {
        const held = (order: string[]) => new Set(splitByKey(order, 0.3, seed).valid.map((position) => order[position]))
        expect(held(list)).toEqual(held([...list].reverse()))
      }),
    )
  })

  it('cannot split one key', () => {
    expect(() => splitByKey(['a', 'a'], 0.5, 1)).toThrow(RangeError)
  })
})

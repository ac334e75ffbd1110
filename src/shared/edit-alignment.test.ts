import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignTokens } from './edit-alignment.ts'

describe('tokens beside each other', () => {
  it('by the cheapest edit', () => {
    expect(alignTokens(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([
      { a: 0, b: 0, same: true },
      { a: 1, b: 1, same: false },
      { a: 2, b: 2, same: true },
      { a: null, b: 3, same: false },
    ])
  })

  it('begins with what both begin with, however they end', () => {
    expect(alignTokens('g g g h g g g'.split(' '), 'g g g'.split(' ')).map(({ a, b }) => [a, b])).toEqual([
      ...[0, 1, 2].map((place) => [place, place]),
      ...[3, 4, 5, 6].map((place) => [place, null]),
    ])
  })

  it('has every place of both once, in order, and is the same from either side', () => {
    const tokens = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 9 })
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        const pairs = alignTokens(a, b)
        expect(pairs.flatMap((pair) => pair.a ?? [])).toEqual([...a.keys()])
        expect(pairs.flatMap((pair) => pair.b ?? [])).toEqual([...b.keys()])
        const cost = (of: typeof pairs) => of.filter(({ same }) => !same).length
        expect(cost(pairs)).toBe(cost(alignTokens(b, a)))
        for (const { a: i, b: j, same } of pairs) if (same) expect(a[i ?? -1]).toBe(b[j ?? -1])
      }),
    )
  })
})

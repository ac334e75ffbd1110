import { describe, expect, it } from 'vitest'
import { markTokens } from './token-diff.ts'

describe('marks of an output', () => {
  it('say which tokens are right, by the cheapest edit', () => {
    expect(markTokens(['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual({ right: [true, true, true], missing: 0 })
    expect(markTokens(['a', 'x', 'c'], ['a', 'b', 'c'])).toEqual({ right: [true, false, true], missing: 0 })
    expect(markTokens(['a', 'c'], ['a', 'b', 'c'])).toEqual({ right: [true, true], missing: 1 })
    expect(markTokens(['a', 'a', 'b'], ['a', 'b']).right.filter(Boolean)).toHaveLength(2)
    expect(markTokens([], ['a'])).toEqual({ right: [], missing: 1 })
  })
})

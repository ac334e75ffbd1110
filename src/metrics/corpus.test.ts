import { describe, expect, it } from 'vitest'
import { exactMatch } from './exact-match.ts'
import { perplexity } from './perplexity.ts'
import { ratioValue, sumRatios } from '../shared/ratio.ts'
import { tokenErrors } from './token-error-rate.ts'

const words = (text: string) => text.split(' ')

describe('ratios', () => {
  it('divide once, at the end', () => {
    // 1/1 and 1/9 make 2/10, not the mean of the two.
    expect(
      ratioValue(
        sumRatios([
          { numerator: 1, denominator: 1 },
          { numerator: 1, denominator: 9 },
        ]),
      ),
    ).toBe(0.2)
    expect(ratioValue(sumRatios([]))).toBeNaN()
  })
})

describe('token error rate', () => {
  it('counts edits over reference tokens', () => {
    const total = sumRatios([
      tokenErrors(words('the cat sat'), [words('the cat sat down')]),
      tokenErrors(words('a b'), [words('b')]),
    ])
    expect(total).toEqual({ numerator: 2, denominator: 5 })
  })

  it('goes by the closest reference and its length', () => {
    expect(tokenErrors(words('T AH M AA T'), [words('T AH M EY T OW'), words('T AH M AA T OW')])).toEqual({
      numerator: 1,
      denominator: 6,
    })
    expect(tokenErrors(words('x'), [words('a b'), words('a')])).toEqual({ numerator: 1, denominator: 1 })
    expect(tokenErrors(words('a b'), [words('a c'), words('a b c')])).toEqual({ numerator: 1, denominator: 2 })
  })

  it('takes every token of the reference for missing where nothing was said', () => {
    expect(ratioValue(tokenErrors([], [words('a b c')]))).toBe(1)
  })
})

describe('exact match', () => {
  it('is all or nothing', () => {
    expect(exactMatch('a b', ['a b']).numerator).toBe(1)
    expect(exactMatch('a b', ['a b c']).numerator).toBe(0)
    expect(exactMatch('a b c', ['a b']).numerator).toBe(0)
    expect(exactMatch('a b', ['b a', 'a b'])).toEqual({ numerator: 1, denominator: 1 })
    expect(exactMatch('', [])).toEqual({ numerator: 0, denominator: 1 })
  })
})

describe('perplexity', () => {
  it('of a model that has no idea is the number of choices', () => {
    expect(perplexity({ numerator: 10 * Math.log(8), denominator: 10 })).toBeCloseTo(8, 12)
    expect(perplexity({ numerator: 1e6, denominator: 1 })).toBe(Infinity)
  })
})

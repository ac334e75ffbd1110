import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getTokenizer } from './registry.ts'

const text = fc.string({ unit: 'binary', maxLength: 60 })

describe('whitespace tokeniser', () => {
  const { tokenize, join } = getTokenizer('whitespace')

  it('gives its tokens back after joining, none of them empty or with white space', () => {
    fc.assert(
      fc.property(text, (input) => {
        const tokens = tokenize(input)
        expect(tokenize(join(tokens))).toEqual(tokens)
        expect(tokens.join('')).toBe(input.replace(/\s/gu, ''))
      }),
    )
  })

  it('cuts at every kind of white space', () => {
    expect(tokenize('  the\tcat\u00a0sat\u3000down\r\n')).toEqual(['the', 'cat', 'sat', 'down'])
  })
})

describe('character tokeniser', () => {
  const { tokenize, join } = getTokenizer('character')

  it('gives back every text exactly, one token a code point', () => {
    const awkward = fc.string({ unit: fc.constantFrom(' ', '␣', '␣␣', 'a', '😀', 'e\u0301', '\t'), maxLength: 20 })
    fc.assert(
      fc.property(fc.oneof(text, awkward), (input) => {
        expect(join(tokenize(input))).toBe(input)
        expect(tokenize(input)).toHaveLength(Array.from(input).length)
      }),
    )
  })

  it('makes spaces visible and keeps surrogate pairs whole', () => {
    expect(tokenize('a b😀')).toEqual(['a', '␣', 'b', '😀'])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutToFit, shortenMiddle } from './middle.ts'

const within = (text: string, most: number) => cutToFit(text, (form) => Array.from(form).length <= most)

describe('a text that is cut to fit', () => {
  it('G31: keeps both ends where it has no parts', () => {
    expect(shortenMiddle('abcdefghij', 7)).toBe('abc…hij')
    expect(shortenMiddle('abcdefghij', 10)).toBe('abcdefghij')
    expect(within('a-file-with-a-very-long-name-of-pairs.tsv', 20)).toBe('a-file-wit…pairs.tsv')
  })

  it('G31: keeps the values of settings, and of what is too long the end', () => {
    const label = 'luong-2015 · encoder hidden 64 · window 4 · seed 12'
    const at = (most: number) => within(label, most)
    expect(at(51)).toBe(label)
    expect(at(48)).toBe('luong-2015 · encoder hi… 64 · window 4 · seed 12')
    expect(at(40)).toBe('luong-2015 · enc… 64 · win… 4 · seed 12')
    expect(at(30)).toBe('luong-2015 · 64 · 4 · 12')
    expect(at(20)).toBe('luong-2015·64·4·12')
    expect(at(16)).toBe('luon…015·64·4·12')
    expect(at(10)).toBe('… 64·4·12')
    expect(at(5)).toBe('… 12')
    expect(at(2)).toBe('12')
    expect(within('an experiment with a long name two · lr 0.0012345 · seed 1', 24)).toBe('…two · 0.0012345 · 1')
  })

  it('G31: shows no shorter name for the whole one', () => {
    const label = 'the one · luong-dot · same11'
    expect(within(label, 27)).toBe('t… one · luong-dot · same11')
    expect(within(label, 26)).toBe('…one · luong-dot · same11')
    expect(within(label, 20)).toBe('…one·luon…dot·same11')
  })

  it('G31: is within the room there is, and the whole where there is enough', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.integer({ min: 1, max: 60 }), (parts, most) => {
        const text = parts.join(' · ')
        const shown = within(text, most)
        expect(Array.from(shown).length).toBeLessThanOrEqual(most)
        if (Array.from(text).length <= most) expect(shown).toBe(text)
      }),
    )
  })
})

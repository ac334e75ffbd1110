import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortenMiddle, splitMiddle, splitStart } from './middle.ts'

describe('a text whose middle goes', () => {
  it('G31: keeps its last part whole', () => {
    expect(splitMiddle('luong-2015 · reverse 3–10 · seed 12')).toEqual(['luong-2015 · reverse 3–10', ' · seed 12'])
    expect(splitMiddle('a-file-with-a-very-long-name-of-pairs.tsv')[1]).toBe('of-pairs.tsv')
  })

  it('keeps the end of a model too, beside that of its seed', () => {
    const parts = (text: string) => splitStart(splitMiddle(text))
    expect(parts('luong-2015 · seed 1')).toEqual(['luong-', '2015'])
    expect(parts('gru · seed 1')).toEqual(['gru', ''])
    expect(parts('a-file-with-a-very-long-name-of-pairs.tsv')[1]).toBe('')
  })

  it('G31: keeps both ends where it is shortened', () => {
    expect(shortenMiddle('abcdefghij', 7)).toBe('abc…hij')
    expect(shortenMiddle('abcdefghij', 10)).toBe('abcdefghij')
  })

  it('G31: loses nothing and cuts no character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [start, end] = splitMiddle(text)
        expect(start + end).toBe(text)
        expect([...Array.from(start), ...Array.from(end)]).toEqual(Array.from(text))
      }),
    )
  })
})

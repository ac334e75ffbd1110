import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markedPieces, textPart } from './marked-text.ts'

test('marks and hits may overlap each other; the pieces give the text again', () => {
  expect(markedPieces('abcdef', [[1, 4]], [[3, 5]])).toEqual([
    { text: 'a', marked: false, found: false },
    { text: 'bc', marked: true, found: false },
    { text: 'd', marked: true, found: true },
    { text: 'e', marked: false, found: true },
    { text: 'f', marked: false, found: false },
  ])
  expect(markedPieces('', [[0, 0]], [])).toEqual([])
  const span = fc.tuple(fc.nat(30), fc.nat(30))
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.array(span), fc.array(span), (text, marks, hits) => {
      expect(
        markedPieces(text, marks, hits)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test('a long text is cut about what is to be seen in it', () => {
  const text = `${'a'.repeat(200)}HIT${'b'.repeat(200)}`
  const part = textPart(text, [], [[200, 203]], 100)
  expect(part.text).toHaveLength(100)
  expect([part.cutBefore, part.cutAfter]).toEqual([true, true])
  expect(part.hits.map(([start, end]) => part.text.slice(start, end))).toEqual(['HIT'])
  expect(textPart('short', [[0, 2]], [], 100).marks).toEqual([[0, 2]])
  expect(textPart(text, [[0, 2]], [], 100).text).toBe('a'.repeat(100))
  // A text that would be kept whole, in a place that shows only the beginning.
  const late = textPart(text, [[200, 203]], [], 1000, 60)
  expect(late.text).toBe(text.slice(185))
  expect(late.marks.map(([start, end]) => late.text.slice(start, end))).toEqual(['HIT'])
  expect(textPart(text, [[30, 33]], [], 1000, 60).text).toBe(text)
  expect(textPart(`${'a'.repeat(70)}HIT`, [[70, 73]], [], 1000, 60)).toMatchObject({ text: `${'a'.repeat(57)}HIT` })
  const emoji = '😀'.repeat(80)
  fc.assert(
    fc.property(fc.nat(159), fc.integer({ min: 45, max: 120 }), (at, most) => {
      const cut = textPart(emoji, [], [[at, at + 1]], most, most - 20).text
      expect(cut).not.toMatch(/[\ud800-\udfff]/u)
    }),
  )
})

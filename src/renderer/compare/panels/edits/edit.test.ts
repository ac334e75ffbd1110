import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TokenizerId } from '../../../../shared/tokenizers.ts'
import { changeToken, changedPlaces, removeToken, swapToken, turnMask } from './edit.ts'

const edit = { tokens: ['a', 'b', 'c', 'd'], masked: [1, 3] }

it('changes, deletes and swaps tokens, and masks go with them', () => {
  const change = (text: string, tokenizer: TokenizerId = 'whitespace') => changeToken(edit, 1, text, tokenizer)
  expect(change('x')).toEqual({ tokens: ['a', 'x', 'c', 'd'], masked: [3] })
  expect(change(' x  y ')).toEqual({ tokens: ['a', 'x', 'y', 'c', 'd'], masked: [4] })
  expect(change('  ')).toEqual(edit)
  expect(change('x y', 'character')).toEqual({ tokens: ['a', 'x', '␣', 'y', 'c', 'd'], masked: [5] })
  expect(change('␣', 'character').tokens).toEqual(['a', '␣', 'c', 'd'])
  expect(removeToken(edit, 0)).toEqual({ tokens: ['b', 'c', 'd'], masked: [0, 2] })
  expect(removeToken(edit, 3)).toEqual({ tokens: ['a', 'b', 'c'], masked: [1] })
  expect(swapToken(edit, 1, 1)).toEqual({ tokens: ['a', 'c', 'b', 'd'], masked: [2, 3] })
  expect(swapToken(edit, 0, -1)).toEqual(edit)
  expect(turnMask(edit, 0)).toEqual({ tokens: edit.tokens, masked: [0, 1, 3] })
  expect(turnMask(edit, 3)).toEqual({ tokens: edit.tokens, masked: [1] })
})

it('swapped twice, a sentence is what it was', () => {
  const places = fc.integer({ min: 0, max: 2 })
  fc.assert(
    fc.property(places, (place) => {
      expect(swapToken(swapToken(edit, place, 1), place, 1)).toEqual(edit)
    }),
  )
})

it('marks what is new in an output', () => {
  expect(changedPlaces(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual([false, true, false, true])
  expect(changedPlaces([], ['a'])).toEqual([true])
  const tokens = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
  fc.assert(
    fc.property(tokens, tokens, (before, after) => {
      const changed = changedPlaces(before, after)
      const same = after.filter((_, place) => !changed[place])
      let from = 0
      for (const token of same) from = before.indexOf(token, from) + 1 || Infinity
      expect(from).toBeLessThanOrEqual(before.length) // what is not marked stands in both, in its order
      if (String(before) === String(after)) expect(changed.some(Boolean)).toBe(false)
    }),
  )
})

import { expect, test } from 'vitest'
import { barClause, barText } from './scale-text.ts'

const lengths = { from: 1, width: 2, maximum: 40, counts: new Uint32Array(10) }

test('bars of whole numbers are told and asked for by the numbers in them', () => {
  expect(barText(1, 1, 3, true)).toBe('4')
  expect(barText(1, 2, 1, true)).toBe('3 to 4')
  expect(barText(0.5, 0.25, 1, false)).toBe('0.75 to 1')
  expect(barClause('source.length', lengths, [1, 1], true)).toBe('source.length in 3..4')
  expect(barClause('source.length', { ...lengths, width: 1 }, [2, 2], true)).toBe('source.length=3')
  expect(barClause('source.length', lengths, [1, 4], true)).toBe('source.length in 3..10')
})

test('the last bar holds whatever lies beyond', () => {
  expect(barClause('source.length', lengths, [9, 9], true)).toBe('source.length in 19..40')
  const ratios = { from: 1, width: 0.1, maximum: 12.5, counts: new Uint32Array(20) }
  expect(barClause('ratio', ratios, [3, 4], false)).toBe('ratio in 1.3..1.5')
  expect(barClause('ratio', ratios, [19, 19], false)).toBe('ratio >= 2.9')
})

import { expect, test } from 'vitest'
import { readBrushes, writeBrushes } from './sweep-address.ts'

test('brushes are the same from an address, and what is none of them is left out', () => {
  const text = 'model.attention.score:0-500,best:251-1000'
  const brushes = readBrushes(text)
  expect([...brushes]).toEqual([
    ['model.attention.score', { from: 0, to: 0.5 }],
    ['best', { from: 0.251, to: 1 }],
  ])
  expect(writeBrushes(brushes)).toBe(text)
  expect(writeBrushes(new Map([['a', { from: 0.12345, to: 0.45678 }]]))).toBe('a:123-457')
  expect([...readBrushes('a:1,b:900-100,c:0-2000,:0-1,')]).toEqual([])
})

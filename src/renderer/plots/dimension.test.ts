import { expect, test } from 'vitest'
import { type PlotRow, brushed, dimensionOf, dimensionOfSetting } from './dimension.ts'

test('numbers lie along their axis, by orders of magnitude where they span many, and names in their order', () => {
  const sizes = dimensionOf('size', 'Size', [16, 64, 32, undefined])
  expect([16, 32, 64, undefined, NaN].map((value) => sizes.place(value))).toEqual([0, 1 / 3, 1, null, null])
  expect(sizes.values.map(({ text }) => text)).toEqual(['16', '32', '64'])
  const rates = dimensionOf('rate', 'Rate', [0.0001, 0.01, 0.001])
  expect(rates.place(0.001)).toBeCloseTo(0.5)
  const scores = dimensionOf('score', 'Score', ['dot', 'concat', 'dot'])
  expect([scores.place('dot'), scores.place('concat'), scores.place('none')]).toEqual([0.25, 0.75, null])
  expect(dimensionOf('one', 'One', [5, 5]).place(5)).toBe(0.5)
})

test('a brush keeps what lies within it, and nothing that has no value there', () => {
  const rows = [1, 2, 3, undefined].map((value, index): PlotRow => {
    return { id: String(index), label: '', level: null, valueOf: () => value }
  })
  const a = dimensionOf('a', 'A', [1, 2, 3])
  const kept = brushed(rows, [a], new Map([['a', { from: 0.5, to: 1 }]]))
  expect(kept.map(({ id }) => id)).toEqual(['1', '2'])
  expect(brushed(rows, [a], new Map())).toBe(rows)
})

test('runs that a condition leaves without a setting stand together on its axis, apart from those that have it', () => {
  const window = dimensionOfSetting('window', 'Window', [undefined, 2, 4])
  const [none = 0, two = 0, four = 0] = [undefined, 2, 4].map((value) => window.place(value) ?? NaN)
  expect([none, four]).toEqual([0, 1])
  expect(two).toBeGreaterThan(0.1)
  const stops = [
    { at: 0, text: '–' },
    { at: two, text: '2' },
    { at: four, text: '4' },
  ]
  expect([window.ticks, window.values]).toEqual([stops, stops])
  expect(window.place('wide')).toBeNull()
  const every = dimensionOfSetting('window', 'Window', [2, 4])
  expect([every.place(2), every.place(undefined)]).toEqual([0, null])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dimensionOf, dimensionOfSetting } from './dimension.ts'
import { metricColumn, metricWriter } from './metric-writer.ts'
import { spaced, tellingApart, tickValues, widthOf } from './ticks.ts'

const texts = (values: readonly number[]) =>
  dimensionOfSetting('a', 'A', values).ticks.map(({ text }) => text.replaceAll('\u202f', ''))

test('settings are written as they were set, whole ones whole', () => {
  expect(texts([1024, 1025])).toEqual(['1024', '1025'])
  expect(texts([1235, 1234, 1236])).toEqual(['1234', '1236', '1235'])
  expect(texts([0.0001, 0.009438])).toEqual(['0.0001', '0.009438'])
  const many = Array.from({ length: 300 }, (_, index) => 1024 + index)
  expect(texts(many)).toEqual(['1024', '1323', '1100', '1200', '1300'])
  expect(texts(Array.from({ length: 14 }, (_, index) => 3 + index))).toEqual(['3', '16', '5', '10', '15'])
  const rates = Array.from({ length: 40 }, (_, index) => Number((0.0001 * 1.13 ** index).toPrecision(4)))
  expect(texts(rates).slice(0, 4)).toEqual(['0.0001', '0.01175', '0.001', '0.01'])
})

test('values of a metric have as many digits as it takes to tell neighbours apart', () => {
  const losses = (values: readonly number[]) =>
    dimensionOf('a', 'A', values, (shown) => metricWriter('valid/loss', shown)).ticks.map(({ text }) => text)
  expect(losses([2.977, 2.981, 2.982])).toEqual(['2.977', '2.982', '2.981'])
  expect(losses([2.97701, 2.97702])).toEqual(['2.97701', '2.97702'])
  const shares = metricWriter('valid/exact_match', [0.90012, 0.90013])
  expect([0.90012, 0.90013].map(shares)).toEqual(['90.012 %', '90.013 %'])
  expect([601, 605].map(metricWriter('time/wall', [601, 605]))).toEqual(['601.0 s', '605.0 s'])
})

test('no two different values of an axis are written alike, and each is written where it stands', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(fc.uniqueArray(finite, { minLength: 1, maxLength: 30, comparator: (a, b) => a === b }), (values) => {
      const sorted = values.map((value) => value + 0).sort((a, b) => a - b)
      const shown = tickValues(sorted, (sorted[0] ?? 0) > 0)
      expect(shown.slice(0, 2)).toEqual([...new Set([sorted[0], sorted.at(-1)])])
      const write = tellingApart(shown, (value) => value.toFixed(1))
      expect(new Set(shown.map(write)).size).toBe(shown.length)
      for (const value of texts(values)) expect(Number.isFinite(Number(value))).toBe(true)
    }),
  )
})

test('what has no room beside what is more important is left out', () => {
  const names = dimensionOf(
    'n',
    'N',
    Array.from({ length: 50 }, (_, index) => `name ${index}`),
  )
  const kept = spaced(names.ticks, ({ at, text }) => [400 * at - widthOf(text) / 2, 400 * at + widthOf(text) / 2])
  expect(kept.length).toBeGreaterThan(5)
  expect(kept.slice(0, 2).map(({ text }) => text)).toEqual(['name 0', 'name 49'])
  const edges = kept.map(({ at, text }) => [400 * at - widthOf(text) / 2, 400 * at + widthOf(text) / 2] as const)
  edges.sort(([a], [b]) => a - b)
  edges.forEach(([from], index) => expect(from).toBeGreaterThanOrEqual(edges[index - 1]?.[1] ?? -Infinity))
})

test('a column of a metric has one number of decimals', () => {
  const loss = metricColumn('valid/loss', [3.08, 3.161, NaN])
  expect([3.08, 3.161, 0.001501, NaN].map(loss)).toEqual(['3.080', '3.161', '0.002', '–'])
  const large = metricColumn('valid/loss', [312.25, 3.5])
  expect([312.25, 3.5].map(large)).toEqual(['312.3', '3.5'])
})

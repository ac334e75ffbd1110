import { expect, it } from 'vitest'
import { comparisonOf } from './compared-runs.ts'
import { significanceOptions } from './options.ts'

it('compares the baseline first with the first others, and asks the same of what only BLEU looks at', () => {
  const options = significanceOptions.parse({})
  const each = (runs: readonly string[]) => runs.map((run) => [run])
  expect(comparisonOf(each(['a', 'b', 'c']), 'c', options)?.runs.flat()).toEqual(['c', 'a', 'b'])
  expect(comparisonOf([['a', 'b'], ['c']], 'c', options)?.runs.map((runs) => [runs].flat())).toEqual([
    ['c'],
    ['a', 'b'],
  ])
  expect(comparisonOf(each(['a', 'b']), 'gone', options)?.runs.flat()).toEqual(['a', 'b'])
  expect(comparisonOf([['a', 'b']], null, options)).toBeNull()
  const many = each(Array.from({ length: 30 }, (_, i) => `r${i}`))
  expect(comparisonOf(many, null, { ...options, smoothing: 'floor' })).toEqual(comparisonOf(many, null, options))
})

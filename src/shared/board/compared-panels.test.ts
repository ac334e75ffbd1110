import { expect, it } from 'vitest'
import { comparisonOf, errorsOf, errorsOptions, significanceOptions } from './compared-panels.ts'

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

it('asks for errors of one run too, of places by tokens alone, and of rows only where it is said which', () => {
  const options = errorsOptions.parse({ metric: 'exact-match' })
  expect(errorsOf([['a']], null, options)).toMatchObject({ runs: [['a']], metric: 'exact-match', by: 'source-length' })
  expect(errorsOf([['a']], null, { ...options, by: 'position' })?.metric).toBe('token-error-rate')
  expect(errorsOf([['a']], null, { ...options, by: 'rows' })).toBeNull()
  expect(errorsOf([['a']], null, { ...options, by: 'rows', rows: ' x ' })?.rows).toBe('x')
  expect(errorsOf([], null, options)).toBeNull()
})

it('asks the same of rows whatever spaces stand around the query', () => {
  const options = significanceOptions.parse({ by: 'rows' })
  expect(comparisonOf([['a'], ['b']], null, { ...options, rows: ' x ' })?.rows).toBe('x')
})

import { expect, it } from 'vitest'
import { csvCell } from './csv.ts'

it('quotes what would break a record, and takes the formula out of a text', () => {
  expect(['a,b', 'say "so"', 'two\nlines', 'plain', null, 0.5, -3].map(csvCell)).toEqual([
    '"a,b"',
    '"say ""so"""',
    '"two\nlines"',
    'plain',
    '',
    '0.5',
    '-3',
  ])
  expect(['=1+1', '@x', '-', '-0.5'].map(csvCell)).toEqual(["'=1+1", "'@x", "'-", '-0.5'])
})

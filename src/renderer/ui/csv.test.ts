import { expect, it } from 'vitest'
import { csvCell, tsvCell } from './csv.ts'

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

it('keeps a cell between tabs in its place, and takes the formula out of a text there too', () => {
  expect(['a\tb\nc', '=1+1', '\t@x', '-0.5', ''].map(tsvCell)).toEqual(['a b c', "'=1+1", ' @x', '-0.5', ''])
})

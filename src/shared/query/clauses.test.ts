import { expect, test } from 'vitest'
import { hasClause, withClause, withoutClause } from './clauses.ts'

test('a demand is added, or takes the place of what was asked of the same field', () => {
  expect(withClause('', 'split:valid')).toBe('split:valid')
  expect(withClause('house', 'split:valid')).toBe('house split:valid')
  expect(withClause('a or b', 'split:valid')).toBe('(a or b) split:valid')
  expect(withClause('ratio > 2 house', 'ratio in 3..4', 'ratio')).toBe('house ratio in 3..4')
  expect(withClause('house and ratio > 2 and not finding:x', 'ratio < 1', 'ratio')).toBe(
    'house and not finding:x ratio < 1',
  )
  expect(withClause('not (ratio > 2)', 'ratio < 1', 'ratio')).toBe('not (ratio > 2) ratio < 1')
  expect(withClause('ratio > (', 'ratio < 1')).toBe('ratio < 1')
})

test('a demand is found and taken away where it stands at the top', () => {
  const query = 'finding:empty and house and finding:LengthRatioFilter.word'
  expect(hasClause(query, 'finding:LengthRatioFilter.word')).toBe(true)
  expect(hasClause(query, 'finding:other')).toBe(false)
  expect(hasClause(`not ${query}`, 'finding:empty')).toBe(false)
  expect(withoutClause(query, 'finding:LengthRatioFilter.word')).toBe('finding:empty and house')
  expect(withoutClause(query, 'finding:empty')).toBe('house and finding:LengthRatioFilter.word')
  expect(withoutClause('finding:empty', 'finding:empty')).toBe('')
  expect(withoutClause('', 'finding:empty')).toBe('')
})
